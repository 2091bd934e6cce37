"""OpenDocument spreadsheets made up for tests: of any mark-up, or of plain rows and any length."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

BEGINS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>"
)
ENDS = "</office:spreadsheet></office:body></office:document-content>"
REST_OF_THE_SHEET = (
    '<table:table-row table:number-rows-repeated="1048576">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
"""How office programs end a sheet."""


def markup(inside: str) -> BytesIO:
    """A spreadsheet whose only content is this mark-up."""
    return zipped(f"{BEGINS}{inside}{ENDS}".encode())


def zipped(content: bytes, name: str = "content.xml") -> BytesIO:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr(name, content)
    file.seek(0)
    return file


def sheet(name: str, rows: Iterable[Sequence[str]]) -> str:
    return "".join(_sheet(name, rows))


def write(path: Path, sheets: dict[str, Iterable[Sequence[str]]]) -> None:
    """A file with these sheets, written as its rows come."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("content.xml", "w", force_zip64=True) as content,
    ):
        content.write(BEGINS.encode())
        for name, rows in sheets.items():
            content.writelines(piece.encode() for piece in _sheet(name, rows))
        content.write(ENDS.encode())


def _sheet(name: str, rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f'<table:table table:name="{name}">'
    for row in rows:
        cells = "".join(_cell(cell) for cell in row)
        yield f"<table:table-row>{cells}</table:table-row>"
    yield REST_OF_THE_SHEET + "</table:table>"


def _cell(text: str) -> str:
    if not text:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'
