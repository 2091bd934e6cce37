"""OpenDocument spreadsheets (ODS): a zip with all cells in one XML file, read from it a piece at a time.

Everything that a file can be made to do is bounded: how much is unpacked, how long a name or a cell is, how deep
elements lie in one another. Declarations of entities are refused with any document type.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO
from xml.parsers import expat

from schemas.base import Issue, Malformed
from schemas.spreadsheets import Row
from service.spreadsheets.cells import Cells

CONTENT = "content.xml"
PIECE = 1 << 16
MOST_UNPACKED = 4 << 30
"""Bytes of XML. The Commission's largest file has a good billion."""
LONGEST_TOKEN = 1 << 20
"""Bytes of one piece of mark-up, which the parser has to have whole."""
MOST_NAMES = 10_000
"""Names of elements and attributes, which the parser keeps; OpenDocument has fewer than two thousand."""
LONGEST_CONTENTS = 1 << 20
"""Bytes of the zip's table of contents, which is read whole; a spreadsheet's is a few thousand."""


def rows(file: BinaryIO) -> Iterator[Row]:
    """Every row that has something in it, sheet by sheet; a row that stands for many is given as many times.

    Raises Malformed, also when only the last bytes show that the file is damaged.
    """
    _refuse_long_contents(file)
    cells = Cells()
    parser = _parser(cells)
    with _content(file) as content:
        for fed, piece in _pieces(content):
            _feed(parser, piece)
            _refuse_hoarding(parser, cells, fed)
            yield from cells.taken()
    _feed(parser, b"", is_last=True)
    yield from cells.taken()


def _parser(cells: Cells) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ", intern=cells.names)
    parser.buffer_text = True
    parser.StartElementHandler = cells.begin
    parser.EndElementHandler = cells.end
    parser.CharacterDataHandler = cells.text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    return parser


def _feed(parser: expat.XMLParserType, piece: bytes, *, is_last: bool = False) -> None:
    try:
        parser.Parse(piece, is_last)
    except expat.ExpatError as error:
        raise _malformed("not-xml", detail=str(error)) from None


def _refuse_hoarding(parser: expat.XMLParserType, cells: Cells, fed: int) -> None:
    """Of all that it is fed, the parser keeps names, and what it has begun of one piece of mark-up."""
    if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
        raise _malformed("token-too-long", most=LONGEST_TOKEN)
    if len(cells.names) > MOST_NAMES:
        raise _malformed("too-many-names", most=MOST_NAMES)


def _pieces(content: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each piece, and how much there was with it."""
    unpacked = 0
    while piece := content.read(PIECE):
        unpacked += len(piece)
        if unpacked > MOST_UNPACKED:
            raise _malformed("too-large-unpacked", most=MOST_UNPACKED)
        yield unpacked, piece


@contextmanager
def _content(file: BinaryIO) -> Iterator[IO[bytes]]:
    """The cells' file; whatever a zip can be wrong about is a fault of the file, found here or while reading."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open(CONTENT) as content:
            yield content
    except KeyError:
        raise _malformed("not-a-spreadsheet") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _malformed("zip-damaged", detail=str(error)) from None


def _refuse_long_contents(file: BinaryIO) -> None:
    """A zip says at its end how long its table of contents is; one for more than four gigabytes is none of ours."""
    size = file.seek(0, 2)
    file.seek(max(size - 65_557, 0))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) - end < 22:
        raise _malformed("zip-damaged", detail="It has no end.")
    (length,) = struct.unpack_from("<I", tail, end + 12)
    if length > LONGEST_CONTENTS or b"PK\x06\x07" in tail[max(end - 20, 0) : end]:
        raise _malformed("zip-too-long")


def _refuse_document_type(*_: object) -> None:
    raise _malformed("document-type-declared")


def _malformed(code: str, **params: str | int) -> Malformed:
    return Malformed([Issue(pointer="", code=code, params=dict(params))])
