import re
from io import BytesIO

import pytest

from schemas.base import Malformed
from service.spreadsheets import rows
from tests.support.spreadsheets import BEGINS, ENDS, REST_OF_THE_SHEET, markup, sheet, zipped


def read(inside: str) -> list[tuple[int, list[str]]]:
    return [(row.number, row.cells) for row in rows(markup(inside))]


def row(cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def refused(inside: str) -> str:
    with pytest.raises(Malformed) as refusal:
        read(inside)
    return refusal.value.issues[0].code


def test_every_sheet_is_read_row_by_row() -> None:
    file = markup(sheet("Locations", [["a", "b"], ["c"]]) + sheet("Providers", [["d"]]))

    assert [tuple(row) for row in rows(file)] == [
        ("Locations", 1, ["a", "b"]),
        ("Locations", 2, ["c"]),
        ("Providers", 1, ["d"]),
    ]


def test_a_cell_that_stands_for_several_is_given_as_often() -> None:
    repeated = 'table:number-columns-repeated="3"'

    assert read(row(cell("a") + f"<table:table-cell {repeated}/>" + cell("b", repeated))) == [
        (1, ["a", "", "", "", "b", "b", "b"])
    ]


def test_a_row_that_stands_for_several_is_given_as_often_and_the_next_is_numbered_after_it() -> None:
    assert read(row(cell("a"), times=2) + row("<table:table-cell/>", times=5) + row(cell("b"))) == [
        (1, ["a"]),
        (2, ["a"]),
        (8, ["b"]),
    ]


def test_the_empty_rest_of_a_sheet_is_no_row() -> None:
    assert read(row(cell("a")) + REST_OF_THE_SHEET) == [(1, ["a"])]


def test_a_covered_cell_keeps_its_place_and_says_nothing() -> None:
    covered = cell("x", 'table:number-columns-repeated="2"').replace("table-cell", "covered-table-cell")

    assert read(row(cell("a") + covered + cell("b"))) == [(1, ["a", "", "", "b"])]


def test_a_date_is_told_as_the_file_keeps_it_not_as_it_is_shown() -> None:
    shown = cell("31/05/24", 'office:value-type="date" office:date-value="2024-05-31"')

    assert read(row(shown)) == [(1, ["2024-05-31"])]


def test_text_in_several_pieces_is_one_cell_and_a_comment_is_none_of_it() -> None:
    pieces = (
        "<table:table-cell><office:annotation><text:p>by Sam</text:p></office:annotation>"
        "<text:p>Kea<text:s text:c='2'/><text:span>House</text:span></text:p><text:p>&amp; Lodge</text:p>"
        "</table:table-cell>"
    )

    assert read(row(pieces)) == [(1, ["Kea  House\n& Lodge"])]


def test_rows_of_a_heading_or_a_group_are_rows() -> None:
    headed = f"<table:table-header-rows>{row(cell('a'))}</table:table-header-rows>"
    grouped = f"<table:table-row-group>{row(cell('b'))}</table:table-row-group>"

    assert read(headed + grouped) == [(1, ["a"]), (2, ["b"])]


def test_other_prefixes_for_the_same_names_are_read_alike() -> None:
    content = re.sub(r"([< /])table:", r"\1t:", BEGINS + sheet("One", [["a"]]) + ENDS)
    content = content.replace("xmlns:table=", "xmlns:t=")

    assert [row.cells for row in rows(zipped(content.encode()))] == [["a"]]


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        (row(cell("a", 'table:number-columns-repeated="1025"')), "too-many-columns"),
        (row(cell("a"), times=2_500_001), "too-many-rows"),
        (row(cell("a" * 32_769)), "cell-too-long"),
        (row(cell("a<text:s text:c='99999999'/>b")), "cell-too-long"),
        (row("<table:table-cell office:string-value='" + "a" * 32_769 + "'/>"), "cell-too-long"),
        (row(cell("a", 'table:number-columns-repeated="0"')), "count-invalid"),
        (row(cell("a", 'table:number-columns-repeated="-1"')), "count-invalid"),
        ("<a>" * 100, "nested-too-deep"),
        ("<!--" + "a" * 2_000_000 + "-->", "token-too-long"),
        ("".join(f"<a{n}/>" for n in range(20_000)), "too-many-names"),
        ("<table:table>", "not-xml"),
    ],
)
def test_what_is_made_to_exhaust_the_reader_is_refused(inside: str, code: str) -> None:
    assert refused(inside) == code


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE d SYSTEM "http://example.org/d.dtd">',
    ],
)
def test_no_entity_is_ever_resolved(declared: str) -> None:
    with pytest.raises(Malformed) as refusal:
        list(rows(zipped(f"{declared}<d>&a;</d>".encode())))

    assert refusal.value.issues[0].code == "document-type-declared"


def test_only_so_much_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.spreadsheets.opendocument.MOST_UNPACKED", 100_000)

    assert refused(row(cell("a")) * 2_000) == "too-large-unpacked"


WHOLE = markup(sheet("One", [[f"{n}"] for n in range(20_000)])).getvalue()
MIDDLE = len(WHOLE) // 2
CHECKSUM = WHOLE.rindex(b"PK\x01\x02") + 20
"""Where the checksum of the cells ends, in the table of contents."""


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (zipped(b"<d/>", "word/document.xml").getvalue(), "not-a-spreadsheet"),
        (zipped(b"<d").getvalue(), "not-xml"),
        (WHOLE[:MIDDLE], "zip-damaged"),
        (WHOLE[: CHECKSUM - 1] + bytes(1) + WHOLE[CHECKSUM:], "zip-damaged"),
        (WHOLE.replace(b"PK\x05\x06", b"PK\x06\x07" + bytes(16) + b"PK\x05\x06"), "zip-too-long"),
        (b"PK", "zip-damaged"),
    ],
)
def test_a_zip_of_something_else_and_a_damaged_one_are_refused(file: bytes, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        list(rows(BytesIO(file)))

    assert refusal.value.issues[0].code == code
