"""Rulesets that councils have drafted, and by which of them people are rated from when on."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import Raw, Struct

from schemas.rulesets import Ruleset
from service.store import rows
from service.store.database import query
from service.store.engine import Connection
from workflows import rulesets
from workflows.policies import Policies, RatingPolicy

Owned = tuple[UUID, str]
"""(authority, ruleset)"""

_ruleset = msgspec.json.Decoder(Ruleset)
_policy = msgspec.json.Decoder(RatingPolicy)


class RulesetRow(Struct, frozen=True, kw_only=True):
    """A drafted ruleset as it is stored."""

    authority_id: UUID
    name: str
    version: int
    body: Raw
    reason: str
    made_by: UUID
    made_at: datetime

    @property
    def id(self) -> str:
        return f"{self.name}/{self.version}"

    @property
    def rules(self) -> Ruleset:
        return _ruleset.decode(self.body)


class Rated(NamedTuple):
    """From when on a council's people are rated by which ruleset, with what is added to it."""

    authority_id: UUID
    version: int
    policy: RatingPolicy
    effective_from: datetime


async def add(db: Connection, row: RulesetRow) -> None:
    """Keep a draft; raises asyncpg's UniqueViolationError where the council has this version already."""
    await rows.insert(db, "ruleset", [row])


async def drafted(db: Connection, authorities: Iterable[UUID]) -> list[RulesetRow]:
    """All that these councils have drafted, by name and version."""
    found = await db.fetch(query("rulesets_drafted"), list(authorities))
    return [rows.read(row, RulesetRow) for row in found]


async def named(db: Connection, wanted: Iterable[Owned]) -> dict[Owned, Ruleset]:
    """Those of these that the councils have drafted."""
    asked = [one for one in set(wanted) if one[1] not in rulesets.FIRST]
    if not asked:
        return {}
    authorities, ids = [authority for authority, _ in asked], [ruleset for _, ruleset in asked]
    found = await db.fetch(query("rulesets_named"), authorities, ids)
    return {(row["authority_id"], row["id"]): _ruleset.decode(row["body"]) for row in found}


async def own(db: Connection, policies: Mapping[UUID, Policies]) -> dict[UUID, Ruleset]:
    """The rulesets in force of those councils that have one of their own, by authority."""
    found = await named(db, ((authority, one.rating.ruleset) for authority, one in policies.items()))
    return {authority: rules for (authority, _), rules in found.items()}


async def rated_by(db: Connection, authorities: Iterable[UUID]) -> list[Rated]:
    """By what these councils' people were, are and will be rated, the earliest first; nothing if it never changed."""
    found = await db.fetch(query("rating_policies"), list(authorities))
    return [rated(row) for row in found]


def rated(row: Record) -> Rated:
    """A version of a council's rating policy, as it is stored."""
    return Rated(row["authority_id"], row["version"], _policy.decode(row["body"]), row["effective_from"])
