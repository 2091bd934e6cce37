"""Spreadsheets of any size, read row by row: OpenDocument (ODS) and text with separators (CSV)."""

from collections.abc import Iterator
from typing import BinaryIO

from schemas.spreadsheets import Row
from service.spreadsheets import opendocument, separated

ZIP = b"PK"


def rows(file: BinaryIO) -> Iterator[Row]:
    """Every row that has something in it, in constant memory; `file` can be gone back in.

    Raises Malformed, at the latest where the file turns out to be none of the two, or to be made to do harm.
    """
    file.seek(0)
    begins = file.read(len(ZIP))
    file.seek(0)
    return opendocument.rows(file) if begins == ZIP else separated.rows(file)
