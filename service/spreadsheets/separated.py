"""Text with separators (CSV), in whatever encoding the file was saved."""

import codecs
import csv
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO

from schemas.base import Issue, Malformed
from schemas.spreadsheets import Row

PIECE = 1 << 16
LONGEST_LINE = 1 << 20
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def rows(file: BinaryIO) -> Iterator[Row]:
    """Every row that has something in it; Malformed where lines or cells are too long to be any."""
    text = TextIOWrapper(file, encoding=_encoding(file), newline="")
    try:
        for number, cells in enumerate(csv.reader(_lines(text)), start=1):
            if filled := _filled(cells):
                yield Row("", number, filled)
    except (csv.Error, UnicodeError) as error:
        raise Malformed([Issue(pointer="", code="not-csv", params={"detail": str(error)})]) from None
    finally:
        if not file.closed:
            text.detach()


def _encoding(file: BinaryIO) -> str:
    """As the mark at the beginning says, else UTF-8 if all of it is, else what Windows writes in this country."""
    begins = file.read(4)
    file.seek(0)
    for mark, encoding in MARKS:
        if begins.startswith(mark):
            return encoding
    return "utf-8" if _is_utf8(file) else "cp1252"


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


def _lines(text: TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise Malformed([Issue(pointer="", code="line-too-long", params={"most": LONGEST_LINE})])
        yield line


def _filled(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells.pop()
    return cells
