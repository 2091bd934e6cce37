"""What a verifier is about to approve in bulk: a filter becomes a list that stays as it is, with nothing left out."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

import msgspec
from msgspec import UNSET, Meta, Struct

from schemas.accounts import VERIFIERS, Actor, Named
from schemas.bulk import BulkItem, BulkResult, BulkStatus
from schemas.selections import (
    MAX_LISTED,
    ExcludedItem,
    Select,
    SelectedItem,
    Selection,
    SelectionAsked,
    SelectionCounts,
)
from schemas.worklists import Listed, WorklistAsked, WorklistFilter
from service import paging, problems
from service.actions import cases
from service.store import bulk as facts
from service.store import selections as store
from service.store import worklists
from service.store.bulk import Known
from service.store.database import Database
from service.store.engine import Connection
from service.store.selections import Entry, KeptSelection
from workflows import bulk

LASTS = timedelta(minutes=30)


class Place(Struct, frozen=True, array_like=True):
    """How many entries of a selection have been shown."""

    shown: Annotated[int, Meta(ge=0, le=MAX_LISTED)]


async def select(database: Database, asked: Select, actor: Actor, at: datetime) -> Selection:
    """Keep what the filter finds now, and show it whole."""
    async with database.tx(actor, at) as db:
        await store.forget_expired(db, at)
    async with database.tx(actor, at, isolation="repeatable read") as db:
        made = await _found(db, asked, actor, at)
        await store.keep(db, made)
        return await _shown(db, made, 0, MAX_LISTED, actor, at)


async def show(
    database: Database, selection_id: UUID, asked: SelectionAsked, actor: Actor, at: datetime
) -> Selection:
    """A page of the caller's own selection; raises `not-found` once it has expired."""
    place = paging.place(asked.cursor, Place)
    async with database.tx(actor, at, isolation="repeatable read", readonly=True) as db:
        kept = await store.get(db, selection_id, at)
        if kept is None:
            raise problems.NOT_FOUND.problem("A selection is its maker's own, for half an hour.")
        return await _shown(db, kept, place.shown if place else 0, asked.limit, actor, at)


async def _found(db: Connection, asked: Select, actor: Actor, at: datetime) -> KeptSelection:
    authorities = actor.authorities_as(VERIFIERS)
    lines = WorklistAsked(
        state=msgspec.convert(bulk.FROM, list[Listed]),
        sort=asked.sort,
        limit=MAX_LISTED,
        **{name: getattr(asked, name) for name in WorklistFilter.__struct_fields__},
    )
    items, _ = await worklists.page(db, authorities, lines, None)
    counts = await worklists.counts(db, authorities, lines)
    return KeptSelection(
        id=uuid4(),
        account_id=actor.account_id,
        entries=[Entry((item.authority_id, item.id), item.rev) for item in items],
        more=counts.total - len(items),
        made_at=at,
        expires_at=at + LASTS,
    )


async def _shown(
    db: Connection, kept: KeptSelection, begin: int, limit: int, actor: Actor, at: datetime
) -> Selection:
    """The entries from `begin` on as they stand now, each among the items or excluded."""
    end = min(begin + limit, len(kept.entries))
    entries = kept.entries[begin:end]
    known = await facts.known(db, [entry.key for entry in entries], actor.organisation_ids)
    judged = [_judged(entry, known, actor, at) for entry in entries]
    may = [result for result in judged if result.status is BulkStatus.DONE]
    may_not = [result for result in judged if result.status is not BulkStatus.DONE]
    return Selection(
        id=kept.id,
        expires_at=kept.expires_at,
        items=[_item(known[result.id]) for result in may],
        excluded=[_excluded(result, known.get(result.id)) for result in may_not],
        counts=SelectionCounts(listed=len(kept.entries), more=kept.more),
        next_cursor=paging.cursor(Place(end) if end < len(kept.entries) else None),
    )


def _judged(entry: Entry, known: Mapping[UUID, Known], actor: Actor, at: datetime) -> BulkResult:
    found = known.get(entry.key[1])
    item = BulkItem(id=entry.key[1], rev=entry.rev)
    return bulk.judge(item, cases.of(found, at) if found else None, actor)


def _item(known: Known) -> SelectedItem:
    submission = known.submission
    return SelectedItem(
        id=submission.id,
        rev=submission.rev,
        reference=submission.reference,
        state=submission.state,
        person=Named(id=submission.person_id, name=known.person_name),
        location=Named(id=submission.location_id, name=known.location_name),
        rating=submission.rating,
        summary=submission.summary,
        reason=bulk.why(submission.rating),
        received_at=submission.received_at,
        due_at=submission.due_at or UNSET,
    )


def _excluded(result: BulkResult, known: Known | None) -> ExcludedItem:
    reasons = result.reasons or []
    bare = ExcludedItem(
        id=result.id,
        rev=result.rev,
        status=result.status,
        current_rev=result.current_rev,
        reason=bulk.why_not(reasons),
        reasons=reasons,
    )
    if known is None:
        return bare
    person = Named(id=known.submission.person_id, name=known.person_name)
    return msgspec.structs.replace(bare, reference=known.submission.reference, person=person)
