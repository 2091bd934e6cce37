"""What the cells of the Care Quality Commission's files say; what isn't clear is never in a location's favour."""

import re
from collections.abc import Iterable
from datetime import date

from schemas.cqc import Rating, Registration
from schemas.organisations import LocationKind

LONGEST = 200
NOT_RATED = (
    "Inspected but not rated",
    "No published rating",
    "Insufficient evidence to rate",
    "Not Yet Inspected",
    "Not applicable",
)
"""What the files say in the place of a rating."""
_RATINGS = {said.casefold(): said for said in (*(one.value for one in Rating), *NOT_RATED)}
_REGISTRATIONS = {
    "active": Registration.ACTIVE,
    "registered": Registration.ACTIVE,
    "dormant": Registration.DORMANT,
    "inactive-dereg": Registration.DEREGISTERED,
    "deregistered": Registration.DEREGISTERED,
    "removed": Registration.DEREGISTERED,
}
_KINDS: tuple[tuple[str, LocationKind], ...] = (
    ("care home", "care_home"),
    ("residential home", "care_home"),
    ("nursing home", "care_home"),
    ("domiciliary care", "home_care"),
    ("homecare", "home_care"),
    ("extra care housing", "home_care"),
    ("supported living", "supported_living"),
)
"""Which service makes a location which kind of place, the first that fits: both ways of naming services are in use."""

_LOCATION_ID = re.compile(r"1-[0-9]{1,12}")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T[0-9:.]*)?")
_BRITISH = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: [0-9:]*)?")


class BadDate(Exception):
    """A cell that holds no day of the calendar."""


def text_of(cell: str) -> str:
    """One line, without control characters and what else a database wouldn't keep."""
    return " ".join("".join(c if c.isprintable() else " " for c in cell).split())[:LONGEST]


def is_location_id(text: str) -> bool:
    """Whether this is an id as the Commission gives them today; trusts have older codes, and are never ours."""
    return _LOCATION_ID.fullmatch(text) is not None


def rating_of(cell: str) -> str:
    """One of the four ratings as the Commission writes it, or what stands there instead, as it stands."""
    said = text_of(cell)
    return _RATINGS.get(said.casefold(), said) if said else "No published rating"


def worse_first(rating: str) -> int:
    """The place in an order in which a word that is no rating comes before all four."""
    four = [one.value for one in Rating]
    return len(four) - four.index(rating) if rating in four else 0


def date_of(cell: str) -> date | None:
    """The day, written 2024-05-31 or 31/05/2024; None where there is none. Raises BadDate."""
    text = cell.strip()
    if not text:
        return None
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _BRITISH.fullmatch(text):
        day, month, year = found.groups()
    else:
        raise BadDate(text)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise BadDate(text) from None


def is_yes(cell: str) -> bool:
    return cell.strip().casefold() in {"y", "yes"}


def is_no(cell: str) -> bool:
    return cell.strip().casefold() in {"n", "no"}


def registration_of(status: str, dormant: str) -> Registration:
    """Being listed means active, unless a cell says otherwise or says what nobody understands."""
    said = status.strip().casefold()
    registration = _REGISTRATIONS.get(said, Registration.UNKNOWN) if said else Registration.ACTIVE
    if registration is not Registration.ACTIVE or is_no(dormant):
        return registration
    return Registration.DORMANT if is_yes(dormant) else Registration.UNKNOWN


def kind_of(services: Iterable[str]) -> LocationKind | None:
    """The kind of place that these services make a location; None for a surgery, a clinic and the like."""
    named = [service.casefold() for service in services]
    for words, kind in _KINDS:
        if any(words in service for service in named):
            return kind
    return None
