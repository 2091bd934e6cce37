"""The feed: what changed, for whom, in an order without gaps. Every writing transaction ends with it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from schemas.pulls import FEED_KINDS, FeedKind, feed_kind
from service.store.database import query
from service.store.engine import Connection


class Change(NamedTuple):
    """An entity as it is from now on; `version` rises with every visible change, `gone` when it left."""

    authority_id: UUID
    person_id: UUID
    kind: FeedKind
    entity_id: UUID
    version: int
    gone: bool = False


class Place(NamedTuple):
    """Where a change stands in a scope's feed."""

    scope_id: UUID
    seq: int


Places = dict[tuple[UUID, UUID, FeedKind, UUID], Place]
"""(authority, holder, kind, entity) → place."""


class Left(NamedTuple):
    """A holder whose grant for a person has ended."""

    authority_id: UUID
    person_id: UUID
    holder_id: UUID


async def publish(
    db: Connection, changes: Iterable[Change], at: datetime, left: Collection[Left] = ()
) -> Places:
    """Tell every scope with a live grant for the person; and those that the person has `left`, that all is gone.

    Who comes to hold a person has to be told everything about them, which is for the caller to list: see
    `everything_about`.
    """
    latest = {(change.authority_id, change.kind, change.entity_id): change for change in changes}
    if not latest and not left:
        return {}
    rows = await db.fetch(
        "select * from sync_publish($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        [change.authority_id for change in latest.values()],
        [change.person_id for change in latest.values()],
        [feed_kind(change.kind) for change in latest.values()],
        [change.entity_id for change in latest.values()],
        [change.version for change in latest.values()],
        [change.gone for change in latest.values()],
        at,
        [one.authority_id for one in left],
        [one.person_id for one in left],
        [one.holder_id for one in left],
    )
    return {
        (row["authority_id"], row["holder_id"], FEED_KINDS[row["kind"] - 1], row["entity_id"]): Place(
            row["scope_id"], row["seq"]
        )
        for row in rows
    }


async def everything_about(db: Connection, authority_id: UUID, person_ids: Iterable[UUID]) -> list[Change]:
    """All that a device holds about these people beside the people themselves, as it is now."""
    found = await db.fetch(query("feed_everything"), authority_id, list(person_ids))
    return [Change(authority_id, row["person_id"], row["kind"], row["id"], row["version"]) for row in found]


async def tell(
    db: Connection,
    authority_id: UUID,
    holder_id: UUID,
    kind: FeedKind,
    entity_id: UUID,
    version: int,
    at: datetime,
    *,
    gone: bool = False,
) -> Place:
    """Tell one holder's scope alone: of an op that became no submission, nobody else needs to know."""
    row = await db.fetchrow(
        "select * from sync_tell($1, $2, $3, $4, $5, $7, $6)",
        authority_id,
        holder_id,
        feed_kind(kind),
        entity_id,
        version,
        at,
        gone,
    )
    if row is None:
        raise LookupError("sync_tell answers a place or fails")
    return Place(row["scope_id"], row["seq"])
