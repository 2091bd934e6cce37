import codecs
from io import BytesIO

import pytest

from schemas.base import Malformed
from service.spreadsheets import rows


def read(raw: bytes) -> list[list[str]]:
    return [row.cells for row in rows(BytesIO(raw))]


@pytest.mark.parametrize(
    "raw",
    [
        "Name,Café\r\n".encode(),
        codecs.BOM_UTF8 + "Name,Café\n".encode(),
        "Name,Café\n".encode("utf-16"),
        codecs.BOM_UTF16_BE + "Name,Café\n".encode("utf-16-be"),
        "Name,Café\n".encode("cp1252"),
    ],
)
def test_a_file_is_read_in_whatever_encoding_it_was_saved(raw: bytes) -> None:
    assert read(raw) == [["Name", "Café"]]


def test_empty_rows_and_what_is_empty_at_the_end_are_left_out_and_rows_keep_their_numbers() -> None:
    found = list(rows(BytesIO(b"Directory,,\n\n,,\na,,b,,\n")))

    assert [(row.number, row.cells) for row in found] == [(1, ["Directory"]), (4, ["a", "", "b"])]


def test_a_line_break_within_quotation_marks_is_part_of_the_cell() -> None:
    assert read(b'"1 High Street\nTruro",b\nc\n') == [["1 High Street\nTruro", "b"], ["c"]]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"a" * 2_000_000, "line-too-long"),
        (b'"' + b"a\n" * 100_000, "not-csv"),
        (b"\xff\xfea", "not-csv"),
    ],
)
def test_what_is_no_csv_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read(raw)

    assert refusal.value.issues[0].code == code


def test_the_file_can_still_be_used_by_who_opened_it() -> None:
    file = BytesIO(b"a,b\n")

    assert list(rows(file)) == list(rows(file))
