"""What a batch of arriving work needs from the database, a statement for all ops at once."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from asyncpg import Record
from msgspec import Raw, Struct, convert, json

from schemas.arrivals import Current, Delegations, PackageFacts, PersonFacts, ReviewerFacts
from schemas.code_lists import Funder
from schemas.compliance import PackageKnown
from schemas.eligibility import LocationOverride
from schemas.pulls import feed_kind
from schemas.questions import QuestionSet
from schemas.routing import LocationStanding, VerifiedReview
from schemas.submissions import Submission
from service.store import corrections, track_records
from service.store import rows as rows_of
from service.store.database import query
from service.store.engine import Connection
from service.store.keys import Key, fetch_of, split
from workflows import forms
from workflows.forms import REVIEW
from workflows.reviews import CORRECTABLE

Identifier = tuple[UUID, str, str]
"""(authority, system, value) of a person's number with somebody."""
Posting = tuple[UUID, UUID, datetime]
"""(account, location, moment): somebody at a place, as of then."""

_delegations = json.Decoder(Delegations)
_standings = json.Decoder(tuple[LocationStanding, ...])
_overrides = json.Decoder(tuple[LocationOverride, ...])
_verified = json.Decoder(VerifiedReview)


class Unfound(NamedTuple):
    """An id under which the caller finds no submission: whether another has it, and the number of a reference."""

    in_use: bool
    number: int
    has_left: bool
    """The one that has it was the location's until lately."""


class Asked(NamedTuple):
    """What arriving work names beside its packages."""

    device_id: UUID
    identifiers: Collection[Identifier]
    postings: Collection[Posting]
    bases: Collection[str]
    """Form versions (`form@version`) and revisions (`submission@rev`) that it builds on."""
    unfound: Collection[Key]
    """Ids under which no submission was found."""
    left_since: datetime
    """What left the location after this counts as having left lately."""
    form: str
    authorities: Collection[UUID]
    """Whose own questions about the form count."""


class Named(NamedTuple):
    """What is known of it."""

    owners: dict[Identifier, frozenset[UUID]]
    """Of each identifier, the people whose it is or was, as far as the caller reaches them."""
    reviewers: dict[Posting, ReviewerFacts]
    """In what roles each worked there at that moment, and their training."""
    served: dict[str, datetime]
    """When the device was first given what the work builds on."""
    unfound: dict[Key, Unfound]
    questions: list[QuestionSet]
    """Every version that was ever asked."""


class _Named(Struct):
    owners: list[tuple[UUID, str, str, frozenset[UUID]]]
    staff: list[tuple[UUID, UUID, datetime, frozenset[str], Raw]]
    served: dict[str, datetime]
    unfound: list[tuple[UUID, UUID, bool, int, bool]]
    questions: list[QuestionSet]


_named = json.Decoder(_Named)


async def device_is_free(db: Connection, device_id: UUID, skew: timedelta | None, at: datetime) -> bool:
    """Whether no other push of this device is under way; if so, none can start before the commit.

    Its `skew` is noted with that: our clock less its own.
    """
    key = int.from_bytes(device_id.bytes[:8], "big", signed=True)
    return bool(await db.fetchval(query("device_free"), key, device_id, at, skew))


async def lock_people(db: Connection, packages: Iterable[Key], submissions: Iterable[Key]) -> None:
    """Keep everybody whom these packages and submissions are about where they are, until the commit."""
    await db.execute(query("arrival_persons_lock"), *split(packages), *split(submissions))


async def packages(db: Connection, keys: Iterable[Key], at: datetime) -> dict[Key, PackageFacts]:
    """The packages that the caller reaches, with what they are judged by at that moment."""
    wanted = set(keys)
    rows = await db.fetch(query("arrival_packages"), *split(wanted), at) if wanted else []
    return {(row["authority_id"], row["id"]): _package(row) for row in rows}


async def named(db: Connection, asked: Asked) -> Named:
    """Everything that a batch has to know beside its packages, as one statement: for one review each costs the most."""
    document = await db.fetchval(
        query("arrival_named"),
        *_columns(asked.identifiers, 3),
        *_columns(asked.postings, 3),
        asked.device_id,
        list(asked.bases),
        *split(asked.unfound),
        list(asked.authorities),
        asked.form,
        asked.left_since,
        feed_kind("submission"),
    )
    found = _named.decode(document)
    return Named(
        owners={(authority, system, value): people for authority, system, value, people in found.owners},
        reviewers={
            (account, location, moment): ReviewerFacts(roles=roles, training=training)
            for account, location, moment, roles, training in found.staff
        },
        served=found.served,
        unfound={
            (authority, one): Unfound(in_use, number, has_left)
            for authority, one, in_use, number, has_left in found.unfound
        },
        questions=found.questions,
    )


def _columns(rows: Collection[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """None of them twice."""
    once = set(rows)
    return [[row[column] for row in once] for column in range(width)]


async def registered(db: Connection, cqc_ids: frozenset[str]) -> frozenset[str]:
    """Which of these CQC ids are or were a known location's."""
    rows = await db.fetch(query("arrival_cqc_ids"), list(cqc_ids)) if cqc_ids else []
    return frozenset(row["cqc_location_id"] for row in rows)


async def lock_submissions(db: Connection, keys: Iterable[Key]) -> dict[Key, Current]:
    """The submissions as they stand, held to the commit, each with what is known of its newest revision."""
    held = await fetch_of(db, "arrival_submissions_lock", keys)
    standing = {(row["authority_id"], row["id"]): rows_of.read(row, Submission) for row in held}
    latest = await _latest(db, standing)
    approved = [key for key, one in standing.items() if one.state in CORRECTABLE]
    corrected = await corrections.last_of(db, approved)
    return {
        key: Current(
            submission=submission,
            latest_sha256=latest[key]["body_sha256"],
            latest_role=latest[key]["submitter_role"],
            last_correction=corrected.get(key),
        )
        for key, submission in standing.items()
    }


async def _latest(db: Connection, standing: dict[Key, Submission]) -> dict[Key, Record]:
    if not standing:
        return {}
    revs = [one.latest_rev for one in standing.values()]
    rows = await db.fetch(
        query("arrival_latest"), [authority for authority, _ in standing], [one for _, one in standing], revs
    )
    return {(row["authority_id"], row["id"]): row for row in rows}


async def references(db: Connection, count: int) -> list[int]:
    """The next `count` numbers for human references."""
    if not count:
        return []
    rows = await db.fetch(
        "select nextval('submission_reference') as n from generate_series(1, $1::int)", count
    )
    return [row["n"] for row in rows]


async def void_decisions(db: Connection, changed: Iterable[Submission]) -> None:
    rows = [(one.authority_id, one.id, one.rev) for one in changed]
    if rows:
        await db.execute(query("decision_void"), *[list(column) for column in zip(*rows, strict=True)])


async def bodies(db: Connection, key: Key, revs: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The answers of these revisions as they are read now, on whatever version of the form they were given."""
    rows = await db.fetch(query("revision_bodies"), *key, list(revs))
    return {row["rev"]: forms.current(row["body"], (REVIEW[0], row["form_version"])) for row in rows}


def _package(row: Record) -> PackageFacts:
    return PackageFacts(
        id=row["id"],
        funder=convert(row["funder"], Funder),
        location_id=row["location_id"],
        organisation_id=row["organisation_id"],
        cqc_location_ids=frozenset(row["cqc_location_ids"]),
        known=PackageKnown(starts_on=row["starts_on"], location_kind=row["location_kind"]),
        person=PersonFacts(
            id=row["person_id"],
            name=row["person_name"],
            date_of_birth=row["date_of_birth"],
            deceased_on=row["deceased_on"],
            review_permitted=row["review_permitted"],
            restricted=row["restricted"],
            training_data=row["training_data"],
            record_ids=frozenset(row["record_ids"]),
            nhs_numbers=frozenset(row["nhs_numbers"]),
            flags=tuple(row["flags"]),
        ),
        review_permission_ref=row["review_permission_ref"],
        delegations=_delegations.decode(row["delegations"]),
        commissioned_hours=float(row["hours_per_week"]),
        location_standings=_standings.decode(row["location_standings"]),
        location_overrides=_overrides.decode(row["location_overrides"]),
        previous=_verified.decode(row["previous"]) if row["previous"] else None,
        track_record=track_records.read(row),
        sampling_seed=row["sampling_seed"],
        policies=Raw(row["policies"]) if row["policies"] else None,
    )
