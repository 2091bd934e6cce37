"""Reading a file of the Care Quality Commission: a fact for every row about a location, one row at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from itertools import chain, groupby, islice
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from schemas.base import Issue, Malformed
from schemas.cqc import CqcFact, CqcFault, CqcPlace, CqcRating, FileKind
from schemas.spreadsheets import Row
from workflows.cqc.cells import (
    BadDate,
    date_of,
    is_location_id,
    is_no,
    kind_of,
    rating_of,
    registration_of,
    text_of,
)
from workflows.cqc.cells import is_yes as says_yes
from workflows.cqc.headers import HEADER_WITHIN, SHAPES, Header, header_of, missing, plain

Said: TypeAlias = CqcFact | CqcFault
OVERALL = "overall"
NOT_A_LIST_OF_LOCATIONS = "dual_registration"
"""The sheet that tells which locations are registered twice looks like the list of all, and is none."""


class CqcFile(NamedTuple):
    """A file whose kind is known, and what it says, row by row."""

    kind: FileKind
    says: Iterator[Said]


def read(rows: Iterable[Row]) -> CqcFile:
    """Read as far as the first header, and the rest as `says` is gone through; nothing is kept.

    Raises Malformed where no sheet begins with the columns of any of the three files.
    """
    sheets = _sheets(rows)
    first = next(sheets, None)
    if first is None:
        raise Malformed([Issue(pointer="/header", code="missing")])
    header, below = first
    later = (one for other, rest in sheets if other.kind == header.kind for one in _said(other, rest))
    return CqcFile(header.kind, chain(_said(header, below), later))


def _sheets(rows: Iterable[Row]) -> Iterator[tuple[Header, Iterator[Row]]]:
    """Each sheet that has a header, and its rows below that. Malformed if none has one at the end."""
    found, nearest = False, list[Issue]()
    for sheet, together in groupby(rows, key=lambda row: row.sheet):
        if sheet.casefold().startswith(NOT_A_LIST_OF_LOCATIONS):
            continue
        below = iter(together)
        header, lacks = _header(below)
        if header is not None:
            found = True
            yield header, below
        nearest = nearest or lacks
    if not found:
        raise Malformed(nearest or [Issue(pointer="/header", code="missing")])


def _header(rows: Iterator[Row]) -> tuple[Header | None, list[Issue]]:
    """The header among the first rows of a sheet, or what the row lacks that is nearest to one."""
    nearest: list[Issue] = []
    for row in islice(rows, HEADER_WITHIN):
        if header := header_of(row.cells):
            return header, []
        nearest = nearest or _what_is_missing(row)
    return None, nearest


def _what_is_missing(row: Row) -> list[Issue]:
    """Of a row that is nearly a header, the columns that it lacks."""
    names = [plain(cell) for cell in row.cells]
    kind = min(SHAPES, key=lambda kind: len(missing(names, kind)))
    lacks = missing(names, kind)
    if len(lacks) > len(SHAPES[kind].required) / 2:
        return []
    return [Issue(pointer=f"/header/{column}", code="missing", params={"file": kind}) for column in lacks]


def _said(header: Header, rows: Iterable[Row]) -> Iterator[Said]:
    tell = TELLERS[header.kind]
    for row in rows:
        location_id = text_of(header.cell(row.cells, "location_id"))
        if is_location_id(location_id):
            yield from tell(_Reader(header, row, location_id))
        elif not location_id:
            yield CqcFault(
                sheet=row.sheet,
                row=row.number,
                column="location_id",
                code="missing",
                detail="This row names no location.",
            )


class _Reader:
    """The cells of one row by their columns' names, and what is wrong with them."""

    def __init__(self, header: Header, row: Row, location_id: str) -> None:
        self.header, self.row, self.location_id = header, row, location_id
        self.faults: list[CqcFault] = []

    def cell(self, column: str) -> str:
        return self.header.cell(self.row.cells, column)

    def text(self, column: str) -> str:
        return text_of(self.cell(column))

    def date(self, column: str) -> date | None:
        """The day, or None with a fault noted: what the rest of the row says counts all the same."""
        with suppress(BadDate):
            return date_of(self.cell(column))
        self.faults.append(
            CqcFault(
                sheet=self.row.sheet,
                row=self.row.number,
                column=column,
                code="date-format",
                detail="A date looks like 31/05/2024 or 2024-05-31.",
                cqc_location_id=self.location_id,
            )
        )
        return None

    def services(self) -> Iterator[str]:
        """The services that the row says the location has, in one cell or with a column for each."""
        yield from self.cell("services").split("|")
        for place, name in self.header.services.items():
            if place < len(self.row.cells) and says_yes(self.row.cells[place]):
                yield name

    def rating(self) -> CqcRating:
        return CqcRating(
            rating=rating_of(self.cell("rating")),
            published_on=self.date("published_on"),
            inherited=_inherited(self.cell("inherited")),
        )

    def place(self) -> CqcPlace:
        return CqcPlace(
            cqc_location_id=self.location_id,
            name=self.text("name"),
            postcode=self.text("postcode").upper(),
            kind=kind_of(self.services()),
            cqc_provider_id=self.text("provider_id"),
            provider_name=self.text("provider_name"),
            local_authority=self.text("local_authority"),
            started_on=self.date("started_on"),
        )


def _inherited(cell: str) -> bool:
    """Flagged whenever a cell says anything but no."""
    return bool(cell.strip()) and not is_no(cell)


def _of_the_directory(row: _Reader) -> Iterator[Said]:
    yield CqcFact(row=row.row.number, cqc_location_id=row.location_id, place=row.place())


def _of_the_locations(row: _Reader) -> Iterator[Said]:
    yield CqcFact(
        row=row.row.number,
        cqc_location_id=row.location_id,
        place=row.place(),
        rating=row.rating(),
        registration=registration_of(row.cell("status"), row.cell("dormant")),
    )
    yield from row.faults


def _of_the_ratings(row: _Reader) -> Iterator[Said]:
    """Only the overall rating of the whole location; those of single questions and services are passed over."""
    if {row.text("group").casefold(), row.text("domain").casefold()} != {OVERALL}:
        return
    yield CqcFact(row=row.row.number, cqc_location_id=row.location_id, rating=row.rating())
    yield from row.faults


TELLERS: Mapping[FileKind, Callable[[_Reader], Iterator[Said]]] = MappingProxyType(
    {"directory": _of_the_directory, "locations": _of_the_locations, "ratings": _of_the_ratings}
)
