"""What a pull reads: the scopes of a device, the feed's next page, and the bodies on it as bytes."""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, NamedTuple, TypeAlias
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import UNSET, Meta, Raw, Struct

from schemas.accounts import Actor
from schemas.base import encode
from schemas.discharges import ArrivalView, AssessmentState, PulledAssessment, PulledReferral
from schemas.pulls import (
    FEED_KINDS,
    PulledDraft,
    PulledOutcome,
    PulledSubmission,
    PullKind,
    WantedEntity,
    feed_kind,
)
from schemas.repairs import ManifestItem
from schemas.submissions import State
from schemas.sync import FormRef, HeldLocation, OpProblem
from schemas.verification import CommentView
from service.store import corrections, submission_queries
from service.store.attachments import counted
from service.store.database import query, reach
from service.store.engine import Connection
from service.store.keys import Key, fetch_of, split

Fetch: TypeAlias = Callable[..., Awaitable[list[Record]]]

_arrival = msgspec.json.Decoder(ArrivalView)
_referral = msgspec.json.Decoder(PulledReferral)
_problem = msgspec.json.Decoder(OpProblem)
_comments = msgspec.json.Decoder(list[CommentView])


class Scope(Struct, frozen=True, kw_only=True):
    """What a device may hold of one authority, and how far its feed has come."""

    scope_id: UUID
    authority_id: UUID
    epoch: UUID
    history: bool
    head: int
    floor: int
    digest: int


class PlacedScope(Scope, frozen=True, kw_only=True):
    location: HeldLocation | None
    """None of the scope in which its author alone has drafts."""


class Situation(NamedTuple):
    """How things stand for a device at one moment."""

    scopes: list[Scope]
    """Active before history, and those of the caller's own drafts."""
    asked: str | None
    """A mark of what councils ask: as long as it is the same, so is all of that. None where there are no scopes."""


class ManifestPlace(Struct, frozen=True, array_like=True):
    """Where a page of a manifest ends."""

    kind: Annotated[int, Meta(ge=1, le=len(FEED_KINDS))]
    entity_id: UUID


class Entry(Struct, frozen=True, kw_only=True):
    """One row of the feed; `authority_id` is its scope's."""

    scope_id: UUID
    authority_id: UUID
    seq: int
    kind: PullKind
    entity_id: UUID
    rev: int
    removed: bool


async def situation(fetch: Fetch, actor: Actor, location_id: UUID, at: datetime) -> Situation:
    """How things stand for a device of this location, by a statement that needs no transaction around it."""
    rows = await fetch(query("sync_state"), at, *reach(actor).values(), location_id)
    return Situation(
        [Scope(**{name: row[name] for name in Scope.__struct_fields__}) for row in rows],
        rows[0]["asked"] if rows else None,
    )


async def scopes(db: Connection, location_id: UUID, today: date) -> list[PlacedScope]:
    """The scopes of a location's devices, active before history, and those of the caller's own drafts."""
    rows = await db.fetch(query("scopes"), location_id, today)
    return [
        PlacedScope(
            scope_id=row["scope_id"],
            authority_id=row["authority_id"],
            epoch=row["epoch"],
            history=row["class"] == 1,
            head=row["head"],
            floor=row["floor"],
            digest=row["digest"],
            location=_location(row),
        )
        for row in rows
    ]


def _location(row: Record) -> HeldLocation | None:
    if row["location_id"] is None:
        return None
    return HeldLocation(
        id=row["location_id"],
        name=row["location_name"],
        cqc_location_id=_absent_if_null(row["cqc_location_id"]),
    )


async def entries(db: Connection, held: Sequence[Scope], after: Sequence[int], limit: int) -> list[Entry]:
    """At most `limit` entries of each scope after its seq, scope by scope in the given order."""
    rows = await db.fetch(query("feed_read"), [scope.scope_id for scope in held], list(after), limit)
    return _entries(rows, held)


async def named(db: Connection, held: Sequence[Scope], wanted: Sequence[WantedEntity]) -> list[Entry]:
    """The entries of `wanted`, all of scopes that are held, in their order; what isn't there is there as removed."""
    rows = await db.fetch(
        query("feed_named"),
        [one.scope for one in wanted],
        [feed_kind(one.kind) for one in wanted],
        [one.id for one in wanted],
    )
    return _entries(rows, held)


async def manifest(
    db: Connection, scope_id: UUID, after: ManifestPlace | None, limit: int
) -> tuple[list[ManifestItem], ManifestPlace | None]:
    """The next page of what a scope holds, and the place where it ends if there is more after it."""
    place = (after.kind, after.entity_id) if after else (None, None)
    found = await db.fetch(query("manifest"), scope_id, *place, limit + 1)
    shown = found[:limit]
    end = ManifestPlace(shown[-1]["kind"], shown[-1]["entity_id"]) if len(found) > limit else None
    return [
        ManifestItem(kind=FEED_KINDS[row["kind"] - 1], id=row["entity_id"], rev=row["rev"]) for row in shown
    ], end


async def bodies(
    db: Connection, location_id: UUID, wanted: Iterable[Entry]
) -> dict[tuple[str, UUID, UUID], Raw]:
    """(kind, authority, id) → body, of those that the caller reaches."""
    by_kind: dict[str, list[Key]] = {}
    for entry in wanted:
        by_kind.setdefault(entry.kind, []).append((entry.authority_id, entry.entity_id))
    found: dict[tuple[str, UUID, UUID], Raw] = {}
    for kind, keys in by_kind.items():
        for key, body in (await _READERS[kind](db, location_id, keys)).items():
            found[kind, *key] = body
    return found


async def heads(db: Connection, scopes: Iterable[UUID]) -> dict[UUID, int]:
    """How far these scopes have come; for whoever was told before that they are theirs."""
    rows = await db.fetch(query("scope_heads"), list(scopes))
    return {row["scope_id"]: row["head"] for row in rows}


async def note_served(db: Connection, device_id: UUID, what: Sequence[str], at: datetime) -> None:
    await db.execute(query("served_note"), device_id, what, at)


async def _people(db: Connection, location_id: UUID, keys: Sequence[Key]) -> dict[Key, Raw]:
    rows = await db.fetch(query("pull_person"), *split(keys), location_id)
    return {(row["authority_id"], row["id"]): Raw(row["body"].encode()) for row in rows}


async def _packages(db: Connection, _: UUID, keys: Sequence[Key]) -> dict[Key, Raw]:
    rows = await fetch_of(db, "pull_package", keys)
    return {(row["authority_id"], row["id"]): Raw(row["body"].encode()) for row in rows}


async def _submissions(db: Connection, _: UUID, keys: Sequence[Key]) -> dict[Key, Raw]:
    rows = await fetch_of(db, "pull_submission", keys)
    return {(row["authority_id"], row["id"]): Raw(encode(_submission(row))) for row in rows}


async def _outcomes(db: Connection, location_id: UUID, keys: Sequence[Key]) -> dict[Key, Raw]:
    rows = await db.fetch(query("pull_outcome"), location_id, *split(keys))
    return {(row["authority_id"], row["op_id"]): Raw(encode(_outcome(row))) for row in rows}


def _entries(rows: Iterable[Record], held: Iterable[Scope]) -> list[Entry]:
    authority = {scope.scope_id: scope.authority_id for scope in held}
    return [
        Entry(
            scope_id=row["scope_id"],
            authority_id=authority[row["scope_id"]],
            seq=row["seq"],
            kind=FEED_KINDS[row["kind"] - 1],
            entity_id=row["entity_id"],
            rev=row["rev"],
            removed=row["removed"],
        )
        for row in rows
    ]


async def _referrals(db: Connection, location_id: UUID, keys: Sequence[Key]) -> dict[Key, Raw]:
    rows = await db.fetch(query("pull_referral"), *split(keys), location_id)
    return {(row["authority_id"], row["id"]): Raw(encode(_referral.decode(row["body"]))) for row in rows}


async def _assessments(db: Connection, _: UUID, keys: Sequence[Key]) -> dict[Key, Raw]:
    rows = await fetch_of(db, "pull_assessment", keys)
    return {(row["authority_id"], row["id"]): Raw(encode(_assessment(row))) for row in rows}


async def _drafts(db: Connection, _: UUID, keys: Sequence[Key]) -> dict[Key, Raw]:
    rows = await fetch_of(db, "pull_draft", keys)
    return {(row["authority_id"], row["id"]): Raw(encode(_draft(row))) for row in rows}


Reader: TypeAlias = Callable[[Connection, UUID, Sequence[Key]], Coroutine[Any, Any, dict[Key, Raw]]]
_READERS: dict[str, Reader] = {
    "person": _people,
    "package": _packages,
    "submission": _submissions,
    "outcome": _outcomes,
    "referral": _referrals,
    "assessment": _assessments,
    "draft": _drafts,
}


def _submission(row: Record) -> PulledSubmission:
    return PulledSubmission(
        id=row["id"],
        authority_id=row["authority_id"],
        kind=row["kind"],
        person_id=row["person_id"],
        reference=row["reference"],
        state=State(row["state"]),
        rev=row["rev"],
        proposed_rev=_absent_if_null(row["proposed_rev"]),
        submitted_at=row["submitted_at"],
        due_at=_absent_if_null(row["due_at"]),
        comments=_comments.decode(row["comments"]),
        correction=corrections.read(row["correction"]),
        queries=submission_queries.read(row["queries"]),
        record_reference=_absent_if_null(row["record_reference"]),
        evidence=counted(row["named"], row["arrived"], waived=row["waived"]),
        body_rev=row["body_rev"],
        form_version=row["form_version"],
        body=Raw(row["body"]),
    )


def _draft(row: Record) -> PulledDraft:
    return PulledDraft(
        id=row["id"],
        authority_id=row["authority_id"],
        account_id=row["account_id"],
        form=FormRef(id=row["form"], version=row["form_version"]),
        base_rev=row["base_rev"],
        device_id=row["device_id"],
        saved_at=row["saved_at"],
        body=Raw(row["body"]),
    )


def _assessment(row: Record) -> PulledAssessment:
    return PulledAssessment(
        id=row["id"],
        authority_id=row["authority_id"],
        person_id=row["person_id"],
        referral_id=row["referral_id"],
        reference=row["reference"],
        state=AssessmentState(row["state"]),
        rev=row["rev"],
        trusted=row["trusted"],
        received_at=row["received_at"],
        arrival=_arrival.decode(row["arrival"]) if row["arrival"] else UNSET,
        record_reference=_absent_if_null(row["record_reference"]),
        body_rev=row["rev"],
        body=Raw(row["body"]),
    )


def _outcome(row: Record) -> PulledOutcome:
    return PulledOutcome(
        op_id=row["op_id"],
        authority_id=row["authority_id"],
        entity_id=row["entity_id"],
        status="quarantined" if row["state"] == "open" else row["state"],
        reference=row["reference"],
        reason=_absent_if_null(row["reason"]),
        problem=_problem.decode(row["problem"]) if row["problem"] else UNSET,
        rev=_absent_if_null(row["submission_rev"]),
        resolved_at=_absent_if_null(row["resolved_at"]),
    )


def _absent_if_null(value: Any) -> Any:
    return UNSET if value is None else value
