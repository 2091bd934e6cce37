"""Where arriving work lands: everything that has to be known before it can be decided."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from schemas.arrivals import Current, Ground, PackageFacts
from schemas.reviews import Review
from service.store import arrivals as store
from service.store.arrivals import Key
from service.store.engine import Connection
from workflows import arrivals
from workflows.arrivals import Arrival, Verdict
from workflows.grounds import Sender
from workflows.references import reference


class Decided(NamedTuple):
    """A piece of work with what is to become of it, and how its submission stood before the batch."""

    work: Arrival
    verdict: Verdict
    before: Current | None


async def decide(db: Connection, works: Sequence[Arrival], sender: Sender, at: datetime) -> list[Decided]:
    """Load the ground of all works at once, then decide in the order in which they were made.

    Works on one submission build on each other; the submissions stay locked to the commit.
    """
    if not works:
        return []
    found = await store.lock_submissions(db, [entity_key(work) for work in works])
    grounds = await _grounds(db, works, found, sender, at)
    standing: dict[Key, Current | None] = dict(found)
    decided = []
    for work in sorted(works, key=lambda work: (work.op.device_seq, work.index)):
        key = entity_key(work)
        ground = msgspec.structs.replace(grounds[work.index], current=standing.get(key))
        verdict = arrivals.decide(work, ground, sender, at)
        decided.append(Decided(work, verdict, found.get(key)))
        standing[key] = verdict.after(standing.get(key))
    return decided


def entity_key(work: Arrival) -> Key:
    return work.op.authority_id, work.op.entity_id


def package_key(work: Arrival) -> Key | None:
    return (work.op.authority_id, work.payload.package_id) if isinstance(work.payload, Review) else None


async def _grounds(
    db: Connection, works: Sequence[Arrival], found: dict[Key, Current], sender: Sender, at: datetime
) -> dict[int, Ground]:
    absent = [entity_key(work) for work in works if entity_key(work) not in found]
    packages = await store.packages(db, filter(None, map(package_key, works)))
    others = await _people_named(db, works)
    reviewers = await store.reviewers(db, _reviewers_named(works, packages), at)
    served = await store.first_served(db, sender.device_id, [_basis(work) for work in works])
    in_use = await store.ids_in_use(db, absent)
    numbers = iter(await store.references(db, len(absent)))
    grounds = {}
    for work in works:
        package = packages.get(package_key(work) or entity_key(work))
        reviewer = (
            (work.payload.reviewer_id, package.location_id)
            if package and isinstance(work.payload, Review)
            else None
        )
        grounds[work.index] = Ground(
            package=package,
            reviewer=reviewers.get(reviewer) if reviewer else None,
            other_person=bool(package and others.get(work.index, frozenset()) - {package.person.id}),
            in_use=work.op.entity_id in in_use,
            not_before=served.get(_basis(work)),
            reference=reference(next(numbers)) if entity_key(work) not in found else "",
        )
    return grounds


async def _people_named(db: Connection, works: Sequence[Arrival]) -> dict[int, frozenset[UUID]]:
    """By index, the people to whom the identifiers in a body belong."""
    asked = {work.index: _identifiers(work) for work in works}
    found = await store.identifiers(db, {one for named in asked.values() for one in named})
    return {index: frozenset(found[one] for one in named if one in found) for index, named in asked.items()}


def _identifiers(work: Arrival) -> list[tuple[UUID, str, str]]:
    if not isinstance(work.payload, Review):
        return []
    person = work.payload.person
    named = (("record", person.mosaic_person_id), ("nhs", person.nhs_number))
    return [(work.op.authority_id, system, value) for system, value in named if value]


def _reviewers_named(works: Sequence[Arrival], packages: dict[Key, PackageFacts]) -> list[tuple[UUID, UUID]]:
    return [
        (work.payload.reviewer_id, packages[key].location_id)
        for work in works
        if isinstance(work.payload, Review) and (key := package_key(work)) in packages
    ]


def _basis(work: Arrival) -> str:
    """What the work builds on, as it is noted when a device is first given it."""
    op = work.op
    if op.base_rev == 0 and op.form:
        return f"{op.form.id}@{op.form.version}"
    return f"{op.entity_id}@{op.base_rev}"
