"""Policies of councils, as versions that take effect."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Record
from msgspec import UNSET, Raw

from schemas.policies import PolicyDraft, PolicyName, PolicyVersion
from service.store.database import query
from service.store.engine import Connection
from workflows.policies import Policies, policies_from

SHOWN = 50


async def in_force(db: Connection, authority_id: UUID, at: datetime) -> Policies:
    return policies_from(await db.fetchval(query("policies_in_force"), authority_id, at))


async def versions(
    db: Connection, authority_id: UUID, name: PolicyName | None = None, limit: int = SHOWN
) -> list[PolicyVersion]:
    """The latest versions, newest first."""
    found = await db.fetch(query("policy_versions"), authority_id, name, limit)
    return [_version(row) for row in found]


async def add(
    db: Connection, authority_id: UUID, name: PolicyName, draft: PolicyDraft, by: UUID, at: datetime
) -> int:
    """Write the next version and answer its number."""
    body = bytes(draft.body)
    number: int = await db.fetchval(
        query("policy_add"), authority_id, name, body, draft.reason, by, at, draft.effective_from
    )
    return number


async def activate(
    db: Connection, authority_id: UUID, name: PolicyName, version: int, by: UUID, since: datetime
) -> bool:
    """Whether it was a draft, and is in force from then on."""
    found = await db.fetchval(query("policy_activate"), authority_id, name, version, since, by)
    return found is not None


async def routed_since(db: Connection, authority_id: UUID, since: datetime, most: int) -> Sequence[Record]:
    """(received_at, routing, routing_facts) of the revisions at which submissions stand, the latest first."""
    return await db.fetch(query("policy_trial"), authority_id, since, most)


def _version(row: Record) -> PolicyVersion:
    return PolicyVersion(
        name=row["name"],
        version=row["version"],
        body=Raw(row["body"]),
        reason=row["reason"],
        made_by=row["made_by"],
        made_at=row["made_at"],
        effective_from=row["effective_from"] or UNSET,
    )
