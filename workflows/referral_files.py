"""A file of referrals: its rows, and what is wrong with those that can't be taken in."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, NamedTuple, get_args

from schemas.base import Issue, Malformed
from schemas.referral_files import MAX_ROWS, ReferralColumn, ReferralFault, ReferralRow
from schemas.referrals import Category, Referral, ReferredPerson
from schemas.spreadsheets import Row
from workflows import file_headers
from workflows.caseloads.cells import BadCell, read_cell
from workflows.clocks import LONDON

COLUMNS: tuple[ReferralColumn, ...] = get_args(ReferralColumn)
LONGEST_WARD = 200
MOST_HOMES = 10


class Reading(NamedTuple):
    """How many rows a file has, those that say what they should, and what is wrong with the others."""

    records: int
    rows: list[ReferralRow]
    faults: list[ReferralFault]


class _Bad(Exception):
    def __init__(self, column: ReferralColumn, why: BadCell) -> None:
        super().__init__(why.detail)
        self.column, self.why = column, why


def read(rows: Iterable[Row], today: date) -> Reading:
    """Read a whole file; `today` is the day in London. Malformed without the header, or with too many rows."""
    below = iter(rows)
    places = file_headers.places(next(below, Row("", 1, [])), COLUMNS)
    found = list(islice(below, MAX_ROWS + 1))
    if len(found) > MAX_ROWS:
        raise Malformed([Issue(pointer="/rows", code="too-many-rows", params={"most": MAX_ROWS})])
    good, faults = dict[str, ReferralRow](), list[ReferralFault]()
    for row in found:
        try:
            one = _row(row, places, today)
        except _Bad as bad:
            faults.append(fault(row.number, bad.column, bad.why.code, bad.why.detail))
            continue
        who = one.person.nhs_number or one.person.record_id or ""
        first = good.setdefault(who, one)
        if first is not one:
            faults.append(fault(row.number, "", "repeated", f"Row {first.row} refers this person already."))
    return Reading(len(found), list(good.values()), faults)


def is_as_referred(row: ReferralRow, referral: Referral) -> bool:
    """Whether somebody is referred already just as the row says."""
    said = (row.ward, row.pathway, row.category, row.proposed_from, row.proposed_until)
    known = (
        referral.ward,
        referral.pathway,
        referral.category,
        referral.proposed_from,
        referral.proposed_until,
    )
    return said == known


def fault(row: int, column: Any, code: str, detail: str) -> ReferralFault:
    return ReferralFault(row=row, column=column, code=code, detail=detail)


def _row(row: Row, places: Mapping[ReferralColumn, int], today: date) -> ReferralRow:
    def cell(column: ReferralColumn) -> Any:
        try:
            return _read(column, file_headers.cell(row, places[column]), today)
        except BadCell as why:
            raise _Bad(column, why) from None

    said = {column: cell(column) for column in COLUMNS}
    if said["nhs_number"] is None and said["record_id"] is None:
        raise _Bad("nhs_number", BadCell("missing", "A person is known by one of the two numbers."))
    if said["proposed_until"] < said["proposed_from"]:
        raise _Bad("proposed_until", BadCell("before-proposed-from", "The window ends before it begins."))
    return ReferralRow(
        row=row.number,
        person=ReferredPerson(
            record_id=said["record_id"],
            nhs_number=said["nhs_number"],
            given_name=said["given_name"],
            family_name=said["family_name"],
            date_of_birth=said["date_of_birth"],
            postcode=said["postcode"],
        ),
        ward=said["ward"],
        pathway=said["pathway"],
        category=said["category"],
        medically_fit_at=said["medically_fit_at"],
        proposed_from=said["proposed_from"],
        proposed_until=said["proposed_until"],
        homes=said["homes"],
    )


def _read(column: ReferralColumn, text: str, today: date) -> Any:
    """What a cell says; raises BadCell. Who somebody is, is read as in a caseload."""
    match column:
        case "record_id" | "medically_fit_at" if not text:
            return None
        case "ward":
            return _ward(text)
        case "pathway":
            return _one_of(text, {str(number): number for number in range(4)})
        case "category":
            return _one_of(text.lower(), {one.value: one for one in Category})
        case "medically_fit_at" | "proposed_from" | "proposed_until":
            return _moment(text)
        case "homes":
            return _homes(text)
        case _:
            return read_cell(column, text, today)


def _ward(text: str) -> str:
    if not text:
        raise BadCell("missing", "This cell may not be empty.")
    if len(text) > LONGEST_WARD or not text.isprintable():
        raise BadCell("unreadable", "This cell is too long, or has a character that can't be seen.")
    return text


def _one_of(text: str, known: Mapping[str, Any]) -> Any:
    if text not in known:
        raise BadCell("not-in-list", f"This is one of {', '.join(known)}.")
    return known[text]


def _moment(text: str) -> datetime:
    """A time in London, as a moment in UTC."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}", text):
        raise BadCell("time-format", "Write times as in 2026-11-17 09:00; they are London's.")
    try:
        return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)
    except ValueError:
        raise BadCell("no-such-date", "There is no such time in the calendar.") from None


def _homes(text: str) -> tuple[str, ...]:
    homes = [one.strip() for one in text.split(";") if one.strip()]
    if not homes:
        raise BadCell("missing", "At least one home is to be asked.")
    if len(homes) > MOST_HOMES or len(set(homes)) < len(homes):
        raise BadCell("homes", f"Each home once, and at most {MOST_HOMES}.")
    return tuple(read_cell("cqc_location_id", home, date.min) for home in homes)
