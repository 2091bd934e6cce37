"""Reading a caseload file: every row that says what it should, and every fault of those that don't."""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO
from itertools import count
from typing import Literal, NamedTuple, TypeAlias

from schemas.base import Issue, Malformed
from schemas.caseloads import MAX_ROWS, CaseloadRow, Column, RowFault
from workflows.caseloads.cells import COLUMNS, BadCell, read_cell

Record: TypeAlias = "list[str] | csv.Error"
OF_THE_PERSON: tuple[Column, ...] = (
    "nhs_number",
    "given_name",
    "family_name",
    "date_of_birth",
    "postcode",
    "flags",
)
"""What has to be the same in every row of one person."""

MOST_LINES_READ_AGAIN = 200_000
"""Far more than any honest file needs; one of nothing but quotation marks would be read for hours."""


class Reading(NamedTuple):
    """A file as read: how many rows it has, those that can be taken in, and what is wrong with the others."""

    records: int
    rows: list[CaseloadRow]
    faults: list[RowFault]


def read(raw: bytes, today: date) -> Reading:
    """Read a whole file; `today` is the day in London.

    Raises Malformed when the header doesn't name exactly the columns of a caseload, or when there are too many rows.
    """
    records = _records(raw)
    header = _header(next(records, (1, [])))
    file, faults = _File(), []
    found = 0
    for number, record in _filled(records):
        found += 1
        row, wrong = _row(number, record, header, today)
        if row is not None:
            wrong = file.take(row)
        faults.extend(wrong)
    return Reading(found, file.rows, faults)


class _Lines:
    """The lines of a text, which can be gone back to."""

    def __init__(self, text: str) -> None:
        self._lines = StringIO(text, newline="").readlines()
        self.at = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at == len(self._lines):
            raise StopIteration
        self.at += 1
        return self._lines[self.at - 1]


def _records(raw: bytes) -> Iterator[tuple[int, Record]]:
    """Each record with its number: a cell with line breaks in it is still one row of a spreadsheet.

    A quotation mark that never closes costs its own line only. Bytes that aren't UTF-8 pass as surrogates, so
    that only the cells that they stand in are refused.
    """
    lines = _Lines(raw.decode("utf-8-sig", errors="surrogateescape"))
    reader = csv.reader(lines, strict=True)
    patience = MOST_LINES_READ_AGAIN
    for number in count(1):
        start = lines.at
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            patience -= lines.at - start
            lines.at = start + 1 if patience > 0 else lines.at
            yield number, error


def _filled(records: Iterator[tuple[int, Record]]) -> Iterator[tuple[int, Record]]:
    """Without the empty rows that spreadsheets leave behind; Malformed after too many others."""
    filled = ((number, record) for number, record in records if not _is_empty(record))
    for found, numbered in enumerate(filled, start=1):
        if found > MAX_ROWS:
            raise Malformed([Issue(pointer="/rows", code="too-many-rows", params={"most": MAX_ROWS})])
        yield numbered


def _is_empty(record: Record) -> bool:
    return isinstance(record, list) and not any(cell.strip() for cell in record)


def _header(first: tuple[int, Record]) -> list[Column]:
    names = [] if isinstance(first[1], csv.Error) else [name.strip().lower() for name in first[1]]
    while names and not names[-1]:
        names.pop()
    known: dict[str, Column] = {column: column for column in COLUMNS}
    issues = [
        *(Issue(pointer=f"/header/{column}", code="missing") for column in COLUMNS if column not in names),
        *(
            Issue(pointer=f"/header/{place}", code="unknown-column" if name not in known else "repeated")
            for place, name in enumerate(names)
            if name not in known or name in names[:place]
        ),
    ]
    if issues:
        raise Malformed(issues)
    return [known[name] for name in names]


def _row(
    number: int, record: Record, header: list[Column], today: date
) -> tuple[CaseloadRow | None, list[RowFault]]:
    """The row, or everything that is wrong with its cells."""
    if isinstance(record, csv.Error):
        said = "A quotation mark in this row has no partner, or a cell is far too long."
        return None, [_fault(number, "", "unreadable", said)]
    if len(record) < len(header) or any(cell.strip() for cell in record[len(header) :]):
        said = f"This row has {len(record)} cells, and the header {len(header)}."
        return None, [_fault(number, "", "cell-count", said)]
    values, faults = {}, []
    for column, text in zip(header, record, strict=False):
        try:
            values[column] = read_cell(column, text, today)
        except BadCell as bad:
            faults.append(_fault(number, column, bad.code, bad.detail))
    return (None, faults) if faults else (CaseloadRow(row=number, **values), [])


class _File:
    """What the rows so far have said, so that a later one can't say otherwise."""

    def __init__(self) -> None:
        self.rows: list[CaseloadRow] = []
        self._people: dict[str, CaseloadRow] = {}
        self._packages: dict[str, CaseloadRow] = {}
        self._numbers: dict[str, CaseloadRow] = {}

    def take(self, row: CaseloadRow) -> list[RowFault]:
        """Keep the row, unless it contradicts what was said before: then where it does."""
        faults = list(self._contradictions(row))
        if not faults:
            self._keep(row)
        return faults

    def _contradictions(self, row: CaseloadRow) -> Iterator[RowFault]:
        """Where this row repeats a package, gives two people one NHS number, or differs about a person."""
        if same := self._packages.get(row.package_ref):
            yield _fault(row.row, "package_ref", "repeated", f"Row {same.row} is about this package already.")
        holder = self._numbers.get(row.nhs_number or "")
        if holder and holder.record_id != row.record_id:
            said = f"Row {holder.row} gives this NHS number to somebody else."
            yield _fault(row.row, "nhs_number", "nhs-number-of-another-person", said)
        if known := self._people.get(row.record_id):
            for column in OF_THE_PERSON:
                if _differs(known, row, column):
                    said = f"Row {known.row} says something else about this person."
                    yield _fault(row.row, column, "differs-from-earlier-row", said)

    def _keep(self, row: CaseloadRow) -> None:
        self.rows.append(row)
        self._packages[row.package_ref] = row
        known = self._people.get(row.record_id)
        if known is None or known.nhs_number is None:
            self._people[row.record_id] = row
        if row.nhs_number:
            self._numbers[row.nhs_number] = row


def _differs(one: CaseloadRow, other: CaseloadRow, column: Column) -> bool:
    if column == "nhs_number" and not (one.nhs_number and other.nhs_number):
        return False
    said, says = getattr(one, column), getattr(other, column)
    return set(said) != set(says) if column == "flags" else bool(said != says)


def _fault(row: int, column: Column | Literal[""], code: str, detail: str) -> RowFault:
    return RowFault(row=row, column=column, code=code, detail=detail)
