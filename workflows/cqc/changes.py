"""What a file of the Care Quality Commission changes of what is known here of locations."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct

from schemas.base import Issue, Malformed
from schemas.cqc import (
    CqcChange,
    CqcDoubt,
    CqcFact,
    CqcFault,
    CqcPlace,
    DatedCqcId,
    KnownLocation,
    LocationRating,
    NewLocation,
    NewProvider,
    Registration,
)
from workflows.cqc.gathering import Gathered, as_one_word
from workflows.cqc.standings import first_standing, next_standing

NewId = Callable[[], UUID]
SURELY_SOME = 3
"""Locations of which more than half can't all be gone at once: then it is the file that isn't whole."""


class Ground(Struct, frozen=True, kw_only=True):
    """What is known here: the locations with an id that is valid, ids that were theirs before, and the providers."""

    locations: Sequence[KnownLocation]
    former_ids: frozenset[str] = frozenset()
    elsewhere: Mapping[str, UUID] = {}
    """The provider of each location that is known, but not to work with the authority for which this is done."""
    providers: Mapping[str, UUID] = {}
    working_with: frozenset[UUID] = frozenset()
    """The providers that work with that authority."""


class CqcChanges(Struct, kw_only=True):
    """Everything that a file changes, to be written in one transaction, and what is told of it."""

    standings_begun: list[LocationRating] = []
    standings_ended: list[LocationRating] = []
    ids_begun: list[DatedCqcId] = []
    ids_ended: list[DatedCqcId] = []
    providers_created: list[NewProvider] = []
    providers_joining: list[UUID] = []
    locations_created: list[NewLocation] = []
    told: list[CqcChange] = []
    doubts: list[CqcDoubt] = []
    faults: list[CqcFault] = []
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0


def changes(
    gathered: Gathered, ground: Ground, renumbered: Mapping[str, str], file_date: date, new_id: NewId
) -> CqcChanges:
    """What the file changes of this ground. Raises Malformed for a renumbering that the file doesn't bear out.

    `renumbered` says of locations by which id the Commission knows them now: no file says so, and two places at one
    postcode are not always one.
    """
    _refuse_unlikely(gathered, ground, renumbered)
    made = CqcChanges(faults=list(gathered.faults))
    source = f"cqc-{gathered.kind}"
    for known in ground.locations:
        new = renumbered.get(known.cqc_location_id)
        if new is not None:
            known = _renumber(made, known, new, file_date)
        _stand(made, known, _fact(known, gathered), source, file_date)
        made.doubts.extend(_doubts(known, gathered))
    ours = {known.cqc_location_id for known in ground.locations} | set(renumbered.values())
    for location_id, fact in gathered.facts.items():
        if location_id not in ours:
            _take_in(made, fact, ground, source, file_date, new_id)
    return made


def _refuse_unlikely(gathered: Gathered, ground: Ground, renumbered: Mapping[str, str]) -> None:
    known = {one.cqc_location_id for one in ground.locations}
    listed = gathered.facts.keys()
    issues = [
        Issue(pointer="/renumbered", code=code, params={"old": old, "new": new})
        for old, new in renumbered.items()
        for code, is_so in (
            ("old-id-unknown", old not in known),
            ("old-id-still-listed", old in listed),
            ("new-id-known-already", new in known | ground.former_ids),
            ("new-id-not-listed", new not in listed),
        )
        if is_so
    ]
    active = {one.cqc_location_id for one in ground.locations if one.standing and _is_active(one.standing)}
    gone = active - listed - renumbered.keys()
    if gathered.kind == "locations" and len(active) >= SURELY_SOME and len(gone) > len(active) / 2:
        issues.append(Issue(pointer="/rows", code="too-many-gone", params={"gone": len(gone)}))
    if issues:
        raise Malformed(issues)


def _is_active(standing: LocationRating) -> bool:
    return standing.status == Registration.ACTIVE


def _fact(known: KnownLocation, gathered: Gathered) -> CqcFact | None:
    """What the file says of a known location. The list of active ones says by silence that it is active no more."""
    fact = gathered.facts.get(known.cqc_location_id)
    if fact is None and gathered.kind == "locations":
        return CqcFact(row=0, cqc_location_id=known.cqc_location_id, registration=Registration.DEREGISTERED)
    return fact


def _renumber(made: CqcChanges, known: KnownLocation, new: str, file_date: date) -> KnownLocation:
    old = known.cqc_location_id
    made.ids_ended.append(
        DatedCqcId(
            location_id=known.id,
            cqc_location_id=old,
            valid_from=known.known_by_it_since,
            valid_until=file_date,
        )
    )
    made.ids_begun.append(DatedCqcId(location_id=known.id, cqc_location_id=new, valid_from=file_date))
    made.told.append(
        CqcChange(
            cqc_location_id=new,
            name=known.name,
            what="renumbered",
            before=old,
            after=new,
            valid_from=file_date,
        )
    )
    return msgspec.structs.replace(known, cqc_location_id=new)


def _stand(
    made: CqcChanges, known: KnownLocation, fact: CqcFact | None, source: str, file_date: date
) -> None:
    """Note how the location stands by this fact."""
    before = known.standing
    if before is not None and before.file_date > file_date:
        made.older += 1
        return
    after = before
    if fact is not None:
        after = (
            next_standing(before, fact, source, file_date)
            if before
            else first_standing(known.id, fact, source, file_date)
        )
    if after is None or after == before:
        made.unchanged += 1
        return
    made.changed += 1
    made.standings_begun.append(after)
    if before is not None:
        made.standings_ended.append(msgspec.structs.replace(before, valid_until=after.valid_from))
    made.told.extend(_told(known.cqc_location_id, known.name, before, after))


def _told(
    cqc_id: str, name: str, before: LocationRating | None, after: LocationRating
) -> Iterator[CqcChange]:
    """What is new about a location's standing, a change for each thing that is."""
    tell = partial(CqcChange, cqc_location_id=cqc_id, name=name, valid_from=after.valid_from)
    rated, status = (_rating(before), before.status) if before else (UNSET, UNSET)
    if rated != _rating(after):
        yield tell(what="rating", before=rated, after=_rating(after))
    if status != after.status:
        yield tell(what="status", before=status, after=after.status)
    if before and (rated, status) == (_rating(after), after.status):
        yield tell(what="published_again", before=_publication(before), after=_publication(after))


def _rating(standing: LocationRating) -> str:
    return f"{standing.rating} (inherited)" if standing.inherited else standing.rating


def _publication(standing: LocationRating) -> str:
    return standing.published_on.isoformat() if standing.published_on else "no date"


def _doubts(known: KnownLocation, gathered: Gathered) -> Iterator[CqcDoubt]:
    """Where a location is newly gone from the list: those at its postcode whom nobody here knows."""
    was_gone = known.standing is not None and known.standing.status == Registration.DEREGISTERED
    if gathered.kind != "locations" or was_gone or known.cqc_location_id in gathered.facts:
        return
    for place in gathered.neighbours.get(as_one_word(known.postcode), ()):
        yield CqcDoubt(
            cqc_location_id=known.cqc_location_id,
            name=known.name,
            may_now_be=place.cqc_location_id,
            named=place.name,
        )


def _take_in(
    made: CqcChanges, fact: CqcFact, ground: Ground, source: str, file_date: date, new_id: NewId
) -> None:
    """A place of adult social care that nobody here knew, with its provider if that is new too."""
    place = fact.place
    if place is None or place.kind is None:
        return
    if fault := _not_to_be_taken_in(place, fact.row, ground):
        made.faults.append(fault)
        return
    if elsewhere := ground.elsewhere.get(place.cqc_location_id):
        _join(made, elsewhere, ground)
        made.changed += 1
        made.told.append(_newly(place, "joined", fact, file_date))
        return
    location = NewLocation(
        id=new_id(),
        organisation_id=_provider(made, place, ground, new_id),
        kind=place.kind,
        name=place.name,
        postcode=place.postcode,
    )
    made.locations_created.append(location)
    since = min(place.started_on or file_date, file_date)
    made.ids_begun.append(
        DatedCqcId(location_id=location.id, cqc_location_id=place.cqc_location_id, valid_from=since)
    )
    if standing := first_standing(location.id, fact, source, file_date):
        made.standings_begun.append(standing)
    made.created += 1
    made.told.append(_newly(place, "created", fact, since))


def _newly(place: CqcPlace, what: Literal["created", "joined"], fact: CqcFact, since: date) -> CqcChange:
    return CqcChange(
        cqc_location_id=place.cqc_location_id,
        name=place.name,
        what=what,
        after=fact.rating.rating if fact.rating else "",
        valid_from=since,
    )


def _not_to_be_taken_in(place: CqcPlace, row: int, ground: Ground) -> CqcFault | None:
    if place.cqc_location_id in ground.former_ids:
        column, code, said = (
            "location_id",
            "id-retired",
            "This was the id of a location that has another now.",
        )
    elif not (place.name and place.postcode):
        column, code, said = "name", "missing", "This place has no name or no postcode."
    elif not (place.cqc_provider_id and place.provider_name):
        column, code, said = "provider_id", "missing", "This row doesn't name a provider."
    else:
        return None
    return CqcFault(
        sheet="", row=row, column=column, code=code, detail=said, cqc_location_id=place.cqc_location_id
    )


def _provider(made: CqcChanges, place: CqcPlace, ground: Ground, new_id: NewId) -> UUID:
    """The provider of a place, made known and made to work with the authority where it wasn't."""
    new = {one.cqc_provider_id: one.id for one in made.providers_created}
    known = ground.providers.get(place.cqc_provider_id) or new.get(place.cqc_provider_id)
    if known is None:
        created = NewProvider(id=new_id(), name=place.provider_name, cqc_provider_id=place.cqc_provider_id)
        made.providers_created.append(created)
        known = created.id
    _join(made, known, ground)
    return known


def _join(made: CqcChanges, provider: UUID, ground: Ground) -> None:
    if provider not in ground.working_with and provider not in made.providers_joining:
        made.providers_joining.append(provider)
