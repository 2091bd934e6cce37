"""What an OpenDocument spreadsheet's XML says, gathered into rows as its elements begin and end."""

from collections.abc import Iterator
from typing import Final

from schemas.base import Issue, Malformed
from schemas.spreadsheets import Row

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "

SHEET: Final = _TABLE + "table"
ROW: Final = _TABLE + "table-row"
CELL: Final = _TABLE + "table-cell"
COVERED: Final = _TABLE + "covered-table-cell"
PARAGRAPH: Final = _TEXT + "p"
SPACES: Final = _TEXT + "s"
TAB: Final = _TEXT + "tab"
BREAK: Final = _TEXT + "line-break"
ANNOTATION: Final = _OFFICE + "annotation"

NAME = _TABLE + "name"
COLUMNS_REPEATED = _TABLE + "number-columns-repeated"
ROWS_REPEATED = _TABLE + "number-rows-repeated"
SPACES_COUNT = _TEXT + "c"
DATE_VALUE = _OFFICE + "date-value"
STRING_VALUE = _OFFICE + "string-value"
VALUE = _OFFICE + "value"

MOST_COLUMNS = 1_024
MOST_ROWS = 2_500_000
LONGEST_CELL = 32_768
DEEPEST = 64


class Cells:
    """Hears of every element and text, and has the rows that are complete."""

    def __init__(self) -> None:
        self.names = {name: name for name in (SHEET, ROW, CELL, COVERED, PARAGRAPH)}
        self._rows: list[tuple[int, Row]] = []
        self._found = 0
        self._depth = self._hidden = 0
        self._sheet = ""
        self._begin_row(1, 0)
        self._next_row = 1
        self._begin_cell({})
        self._is_in_paragraph = False

    def taken(self) -> Iterator[Row]:
        """The rows that have become complete; each is given once."""
        rows, self._rows = self._rows, []
        for times, row in rows:
            self._found += times
            if self._found > MOST_ROWS:
                raise _malformed("too-many-rows", MOST_ROWS)
            for number in range(row.number, row.number + times):
                yield row._replace(number=number) if times > 1 else row

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _malformed("nested-too-deep", DEEPEST)
        if name in (CELL, COVERED):
            self._begin_cell(attributes)
        elif name == PARAGRAPH:
            self._begin_paragraph()
        elif name == ROW:
            self._begin_row(_count(attributes, ROWS_REPEATED), self._next_row)
        elif name == SHEET:
            self._sheet, self._next_row = attributes.get(NAME, ""), 1
        elif name == ANNOTATION:
            self._hidden += 1
        elif name in (SPACES, TAB, BREAK):
            self.text(" " * min(_count(attributes, SPACES_COUNT), LONGEST_CELL))

    def end(self, name: str) -> None:
        self._depth -= 1
        if name == CELL:
            self._end_cell()
        elif name == COVERED:
            self._column += self._repeated
        elif name == PARAGRAPH:
            self._is_in_paragraph = False
        elif name == ROW:
            self._end_row()
        elif name == ANNOTATION:
            self._hidden -= 1

    def text(self, text: str) -> None:
        if self._is_in_paragraph and not self._hidden:
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise _malformed("cell-too-long", LONGEST_CELL)
            self._texts.append(text)

    def _begin_row(self, times: int, number: int) -> None:
        self._times, self._number = times, number
        self._row: list[str] = []
        self._column = 0

    def _end_row(self) -> None:
        self._next_row = self._number + self._times
        if self._row:
            self._rows.append((self._times, Row(self._sheet, self._number, self._row)))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._attributes = attributes
        self._repeated = _count(attributes, COLUMNS_REPEATED) if COLUMNS_REPEATED in attributes else 1
        self._texts: list[str] = []
        self._length = 0

    def _begin_paragraph(self) -> None:
        self._is_in_paragraph = True
        if self._texts:
            self.text("\n")

    def _end_cell(self) -> None:
        """A cell without anything in it only takes its place; that a row ends in thousands of them costs nothing."""
        said = self._attributes
        shown = self._texts[0] if len(self._texts) == 1 else "".join(self._texts)
        value = said.get(DATE_VALUE) or shown or said.get(STRING_VALUE) or said.get(VALUE, "")
        begins, self._column = self._column, self._column + self._repeated
        if value and not value.isspace():
            if self._column > MOST_COLUMNS:
                raise _malformed("too-many-columns", MOST_COLUMNS)
            if len(value) > LONGEST_CELL:
                raise _malformed("cell-too-long", LONGEST_CELL)
            if begins > len(self._row):
                self._row.extend([""] * (begins - len(self._row)))
            if self._repeated == 1:
                self._row.append(value)
            else:
                self._row.extend([value] * self._repeated)


def _count(attributes: dict[str, str], name: str) -> int:
    """How many times something stands for itself; once if it doesn't say."""
    said = attributes.get(name)
    if said is None:
        return 1
    if not (said.isascii() and said.isdigit() and 0 < len(said) < 10 and int(said)):
        raise Malformed([Issue(pointer="", code="count-invalid")])
    return int(said)


def _malformed(code: str, most: int) -> Malformed:
    return Malformed([Issue(pointer="", code=code, params={"most": most})])
