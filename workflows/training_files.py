"""A file of what people have learnt: its rows, and what they change of what is known."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import islice
from typing import Literal, NamedTuple, get_args
from uuid import UUID

from msgspec import Struct

from schemas.base import Issue, Malformed
from schemas.spreadsheets import Row
from schemas.training_files import MAX_ROWS, KnownTraining, TrainingColumn, TrainingFault, TrainingRow
from workflows import file_headers

COLUMNS: tuple[TrainingColumn, ...] = get_args(TrainingColumn)
LONGEST_COURSE = 200
Key = tuple[UUID, str, date]
"""Whose course, which, and when it was taken."""


class Reading(NamedTuple):
    """How many rows a file has, those that say what they should, and what is wrong with the others."""

    records: int
    rows: list[TrainingRow]
    faults: list[TrainingFault]


class TrainingChanges(Struct, kw_only=True):
    """What rows change: what is added, which of what is known that makes void, and what each row came to."""

    added: list[KnownTraining] = []
    voided: list[UUID] = []
    faults: list[TrainingFault] = []
    verdicts: Counter[str] = Counter()


class _BadCell(Exception):
    def __init__(self, column: TrainingColumn, code: str, detail: str) -> None:
        super().__init__(detail)
        self.column, self.code, self.detail = column, code, detail


def read(rows: Iterable[Row], today: date) -> Reading:
    """Read a whole file; `today` is the day in London. Malformed without the header, or with too many rows."""
    below = iter(rows)
    places = file_headers.places(next(below, Row("", 1, [])), COLUMNS)
    found = list(islice(below, MAX_ROWS + 1))
    if len(found) > MAX_ROWS:
        raise Malformed([Issue(pointer="/rows", code="too-many-rows", params={"most": MAX_ROWS})])
    good, faults = list[TrainingRow](), list[TrainingFault]()
    for row in found:
        try:
            good.append(_row(row, places, today))
        except _BadCell as bad:
            faults.append(TrainingFault(row=row.number, column=bad.column, code=bad.code, detail=bad.detail))
    return Reading(len(found), good, faults)


def changes(
    rows: Iterable[TrainingRow],
    accounts: Mapping[str, UUID],
    known: Iterable[KnownTraining],
    new_id: Callable[[], UUID],
) -> TrainingChanges:
    """What these rows change; `accounts` are those whose training the caller keeps, by username."""
    made = TrainingChanges(verdicts=Counter())
    counts = {_key(one): one for one in known}
    seen: dict[Key, int] = {}
    for row in rows:
        account_id = accounts.get(row.username)
        if account_id is None:
            made.faults.append(
                _fault(row, "username", "unknown-account", "Nobody here logs in by this name.")
            )
            continue
        after = _known(row, account_id, new_id())
        first = seen.setdefault(_key(after), row.row)
        if first == row.row:
            _take_in(made, after, counts.get(_key(after)))
        else:
            made.faults.append(_fault(row, "", "repeated", f"Row {first} is about this course already."))
    return made


def _take_in(made: TrainingChanges, after: KnownTraining, before: KnownTraining | None) -> None:
    if before is not None and (before.expires_on, before.level) == (after.expires_on, after.level):
        made.verdicts["unchanged"] += 1
        return
    if before is not None:
        made.voided.append(before.id)
    made.verdicts["created" if before is None else "changed"] += 1
    made.added.append(after)


def _row(row: Row, places: Mapping[TrainingColumn, int], today: date) -> TrainingRow:
    def cell(column: TrainingColumn) -> str:
        return file_headers.cell(row, places[column])

    completed_on = _day("completed_on", cell("completed_on"))
    if completed_on is None:
        raise _BadCell("completed_on", "missing", "This cell may not be empty.")
    if completed_on > today:
        raise _BadCell("completed_on", "date-in-future", "Nobody has taken a course that is still to come.")
    expires_on = _day("expires_on", cell("expires_on"))
    if expires_on is not None and expires_on < completed_on:
        raise _BadCell("expires_on", "ends-before-it-begins", "The course runs out before it was taken.")
    return TrainingRow(
        row=row.number,
        username=_text("username", cell("username")).lower(),
        course=_text("course", cell("course")),
        completed_on=completed_on,
        expires_on=expires_on,
        level=_level(cell("level")),
    )


def _text(column: TrainingColumn, text: str) -> str:
    if not text:
        raise _BadCell(column, "missing", "This cell may not be empty.")
    if len(text) > LONGEST_COURSE or not text.isprintable():
        raise _BadCell(column, "unreadable", "This cell is too long, or has a character that can't be seen.")
    return text


def _day(column: TrainingColumn, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _BadCell(column, "date-format", "Write dates as year-month-day, as in 2026-01-10.") from None


def _level(text: str) -> int | None:
    if text and text not in list("12345678"):
        raise _BadCell("level", "not-a-level", "A level is a number from 1 to 8.")
    return int(text) if text else None


def _known(row: TrainingRow, account_id: UUID, new_id: UUID) -> KnownTraining:
    return KnownTraining(
        id=new_id,
        account_id=account_id,
        course=row.course,
        completed_on=row.completed_on,
        expires_on=row.expires_on,
        level=row.level,
    )


def _key(one: KnownTraining) -> Key:
    return one.account_id, one.course.casefold(), one.completed_on


def _fault(row: TrainingRow, column: TrainingColumn | Literal[""], code: str, detail: str) -> TrainingFault:
    return TrainingFault(row=row.row, column=column, code=code, detail=detail)
