"""What the cells of a caseload hold, read strictly: a mangled number must never become somebody else's."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, get_args

import msgspec

from schemas.caseloads import Column
from schemas.code_lists import Funder
from workflows.compliance.dates import OLDEST_AGE_YEARS
from workflows.nhs_numbers import can_be_an_nhs_number

COLUMNS: tuple[Column, ...] = get_args(Column)
MAY_BE_EMPTY: Mapping[Column, Any] = MappingProxyType(
    {"nhs_number": None, "flags": (), "next_review_due": None, "outcomes": ()}
)
"""Columns whose cells may be empty, and what that says."""

UNREADABLE = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")
"""Control characters but tab and line breaks, and the surrogates that stand for bytes that are no UTF-8."""
LONGEST_NAME = 100
LONGEST_OUTCOME = 4_000
MOST_ENTRIES = 50
MOST_HOURS = 672
"""Hours in a week of four carers day and night, as in a review."""


class BadCell(Exception):
    """A cell that can't be what its column holds; `detail` is for whoever mends the file."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def read_cell(column: Column, text: str, today: date) -> Any:
    """What the cell says; raises BadCell."""
    _refuse_unreadable(text)
    text = text.strip()
    if text:
        return READERS[column](text, today)
    if column not in MAY_BE_EMPTY:
        raise BadCell("missing", "This cell may not be empty.")
    return MAY_BE_EMPTY[column]


def _refuse_unreadable(text: str) -> None:
    found = UNREADABLE.search(text)
    if found and found[0] >= "\ud800":
        raise BadCell("invalid-utf8", "This cell isn't text in UTF-8: save the file as “CSV UTF-8”.")
    if found:
        raise BadCell(
            "control-character", "This cell has a character in it that can't be seen: type it anew."
        )


def _identifier(text: str, _: date) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ./:#_-]{0,63}", text):
        raise BadCell(
            "not-an-identifier",
            "An identifier has letters, digits, spaces and . / : # _ - in it, 64 at most; "
            "1.2E+15 is what a spreadsheet makes of a long number.",
        )
    return text


def _nhs_number(text: str, _: date) -> str:
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise BadCell("nhs-number-format", "An NHS number has ten digits.")
    if not can_be_an_nhs_number(digits):
        raise BadCell("nhs-number-check-digit", "The digits don't fit together: one of them is mistyped.")
    return digits


def _name(text: str, _: date) -> str:
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME:
        raise BadCell("too-long", f"A name has at most {LONGEST_NAME} characters.")
    return name


def _date_of_birth(text: str, today: date) -> date:
    born = _date(text, today)
    if born > today:
        raise BadCell("date-in-future", "Nobody is born after today.")
    if today.year - born.year > OLDEST_AGE_YEARS:
        raise BadCell("date-of-birth-impossible", f"Nobody is older than {OLDEST_AGE_YEARS}.")
    return born


def _date(text: str, _: date) -> date:
    """Only the one order that can't be misread: 03/08/1941 is March in one country and August in another."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        raise BadCell("no-such-date", "There is no such day in the calendar.") from None
    raise BadCell("date-format", "Write dates as year-month-day, as in 1941-03-08.")


def _postcode(text: str, _: date) -> str:
    letters = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}", letters):
        raise BadCell("postcode-format", "A postcode looks like TR1 2AB; use ZZ99 3VZ for no fixed address.")
    return f"{letters[:-3]} {letters[-3:]}"


def _cqc_location_id(text: str, _: date) -> str:
    if not re.fullmatch(r"1-[0-9]{1,12}", text):
        raise BadCell("cqc-location-id-format", "A CQC location id looks like 1-123456789.")
    return text


def _funder(text: str, _: date) -> Funder:
    try:
        return msgspec.convert(text.lower(), Funder)
    except msgspec.ValidationError:
        raise BadCell("not-in-list", f"The funder is one of {', '.join(Funder)}.") from None


def _hours(text: str, _: date) -> Decimal:
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", text) or Decimal(text) > MOST_HOURS:
        raise BadCell(
            "hours-format", f"Hours are a number up to {MOST_HOURS} with at most two decimals, as in 14.5."
        )
    return Decimal(text)


def _flags(text: str, today: date) -> tuple[str, ...]:
    return _entries(text, lambda entry: _name(entry, today))


def _outcomes(text: str, _: date) -> tuple[str, ...]:
    return _entries(text.replace("\r\n", "\n"), _outcome)


def _outcome(text: str) -> str:
    if len(text) > LONGEST_OUTCOME:
        raise BadCell("too-long", f"An outcome has at most {LONGEST_OUTCOME} characters.")
    return text


def _entries(text: str, read: Callable[[str], str]) -> tuple[str, ...]:
    entries = dict.fromkeys(read(entry.strip()) for entry in text.split(";") if entry.strip())
    if len(entries) > MOST_ENTRIES:
        raise BadCell("too-many", f"At most {MOST_ENTRIES} entries, with semicolons between them.")
    return tuple(entries)


READERS: Mapping[Column, Callable[[str, date], Any]] = MappingProxyType(
    {
        "record_id": _identifier,
        "nhs_number": _nhs_number,
        "given_name": _name,
        "family_name": _name,
        "date_of_birth": _date_of_birth,
        "postcode": _postcode,
        "flags": _flags,
        "package_ref": _identifier,
        "cqc_location_id": _cqc_location_id,
        "funder": _funder,
        "hours_per_week": _hours,
        "next_review_due": _date,
        "outcomes": _outcomes,
    }
)
