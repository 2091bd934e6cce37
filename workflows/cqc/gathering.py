"""What a file says of the locations that concern somebody here; the tens of thousands of others are passed over."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

import msgspec
from msgspec import UNSET, Struct

from schemas.cqc import CqcFact, CqcFault, CqcPlace, CqcRating, FileKind, Registration
from workflows.cqc.cells import worse_first
from workflows.cqc.reading import CqcFile, Said

MOST_FAULTS = 1_000
MOST_NEIGHBOURS = 20
A_HANDFUL = 5_000
"""How many rows are read between two words about progress."""

T = TypeVar("T")


class Sought(Struct, frozen=True, kw_only=True):
    """Which locations concern somebody here: by id, by postcode, and all in one local authority if asked."""

    ids: frozenset[str]
    postcodes: frozenset[str]
    local_authority: str | None = None

    def is_to_be_taken_in(self, place: CqcPlace | None) -> bool:
        """Whether this is a place of adult social care in the local authority all of which is asked for."""
        if place is None or place.kind is None or self.local_authority is None:
            return False
        return place.local_authority.casefold() == self.local_authority.strip().casefold()


class Gathered(Struct, kw_only=True):
    """What a whole file says of them."""

    kind: FileKind
    rows: int = 0
    facts: dict[str, CqcFact] = {}
    """Of those known and those to be taken in, by id."""
    neighbours: dict[str, list[CqcPlace]] = {}
    """Unknown locations at a postcode of a known one, by that."""
    faults: list[CqcFault] = []
    faults_left_out: int = 0


def gather(file: CqcFile, sought: Sought, progress: Callable[[int], None] = lambda rows: None) -> Gathered:
    """Go through a file once, keeping what is sought; `progress` is told every now and then how many rows are read."""
    found = Gathered(kind=file.kind)
    for one in _counted(file.says, found, progress):
        if isinstance(one, CqcFact):
            _keep(found, one, sought)
        elif one.cqc_location_id is UNSET or one.cqc_location_id in found.facts:
            _note(found, one)
    return found


def as_one_word(postcode: str) -> str:
    return postcode.replace(" ", "").upper()


def _counted(says: Iterator[Said], found: Gathered, progress: Callable[[int], None]) -> Iterator[Said]:
    for one in says:
        found.rows += isinstance(one, CqcFact)
        if found.rows % A_HANDFUL == 0:
            progress(found.rows)
        yield one
    progress(found.rows)


def _keep(found: Gathered, fact: CqcFact, sought: Sought) -> None:
    if fact.cqc_location_id in sought.ids or sought.is_to_be_taken_in(fact.place):
        before = found.facts.get(fact.cqc_location_id)
        found.facts[fact.cqc_location_id] = _both(before, fact) if before else fact
    elif fact.place is not None and as_one_word(fact.place.postcode) in sought.postcodes:
        neighbours = found.neighbours.setdefault(as_one_word(fact.place.postcode), [])
        neighbours.extend([fact.place] if len(neighbours) < MOST_NEIGHBOURS else [])


def _note(found: Gathered, fault: CqcFault) -> None:
    if len(found.faults) < MOST_FAULTS:
        found.faults.append(fault)
    else:
        found.faults_left_out += 1


def _both(one: CqcFact, other: CqcFact) -> CqcFact:
    """Of two rows the later rating counts, of one day the worse; and any word against a location's being active."""
    return msgspec.structs.replace(
        one,
        rating=_of(one.rating, other.rating, _later_or_worse),
        registration=_of(one.registration, other.registration, _less_active),
    )


def _of(one: T | None, other: T | None, choose: Callable[[T, T], T]) -> T | None:
    if one is None or other is None:
        return one if other is None else other
    return choose(one, other)


def _later_or_worse(one: CqcRating, other: CqcRating) -> CqcRating:
    return max(one, other, key=lambda rating: (rating.published_on or date.min, -worse_first(rating.rating)))


def _less_active(one: Registration, other: Registration) -> Registration:
    return other if one is Registration.ACTIVE else one
