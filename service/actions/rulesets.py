"""Rulesets as a council drafts them, and whichever is asked for by its id."""

from datetime import datetime
from uuid import UUID

import asyncpg
from msgspec import Raw

from schemas.accounts import Actor, Role
from schemas.base import Malformed, encode
from schemas.rulesets import DraftRuleset, Ruleset, RulesetLine, RulesetList
from service import problems
from service.actions.imports import authority_of, the_only_one
from service.store import policies
from service.store import rulesets as store
from service.store.database import Database
from service.store.engine import Connection
from service.store.rulesets import Rated, RulesetRow
from workflows import rulesets
from workflows.rulesets import FIRST, NUMBER, Version
from workflows.safe_care import SAFE_CARE_1

MAY_DRAFT = frozenset({Role.ADMIN})


async def listing(database: Database, actor: Actor, at: datetime) -> RulesetList:
    """The ruleset that every council begins with, and all that the caller's councils have drafted."""
    async with database.tx(actor, at, readonly=True) as db:
        drafted = await store.drafted(db, actor.authority_ids)
        rated = await store.rated_by(db, actor.authority_ids)
    now = {one.authority_id: one.policy.ruleset for one in rated if one.effective_from <= at}
    own = {(one.authority_id, one.id) for one in drafted}
    others = [one for one in sorted(actor.authority_ids) if (one, now.get(one)) not in own]
    return RulesetList(
        items=[
            *(RulesetLine(id=rules.id, title=rules.title, in_force=others) for rules in FIRST.values()),
            *(_line(one, in_force=now.get(one.authority_id) == one.id) for one in drafted),
        ]
    )


async def find(
    database: Database, name: str, number: str, authority_id: UUID | None, actor: Actor, at: datetime
) -> Ruleset:
    """A ruleset by its name and version, with what a council adds to it after a plus; raises `not-found`.

    Malformed where several of the caller's councils have one of this id, and none of them is named.
    """
    version = _version(number)
    if version.added is None and (first := FIRST.get(f"{name}/{version.number}")):
        return first
    councils = {authority_id} & actor.authority_ids if authority_id else actor.authority_ids
    async with database.tx(actor, at, readonly=True) as db:
        found = await _of_councils(db, f"{name}/{version.number}", version.added, councils)
    if not found:
        raise problems.NOT_FOUND.problem("There is no such version of a ruleset.")
    return found[the_only_one(found, "authority_id")]


async def in_force(database: Database, actor: Actor, at: datetime) -> Ruleset:
    """By which the caller's council rates its people; for who has several, those that every council begins with."""
    if len(actor.authority_ids) != 1:
        return SAFE_CARE_1
    (authority,) = actor.authority_ids
    async with database.tx(actor, at, readonly=True) as db:
        decided = await policies.in_force(db, authority, at)
        own = await store.own(db, {authority: decided})
    return rulesets.in_force(own.get(authority), decided)


async def draft(
    database: Database, given: DraftRuleset, authority_id: UUID | None, actor: Actor, at: datetime
) -> RulesetLine:
    """Keep the next version of a ruleset, which nobody is rated by until the rating policy names it.

    Raises Malformed for rules by which somebody would be rated falsely safe, and `already-drafted`.
    """
    authority = authority_of(actor, authority_id, MAY_DRAFT)
    rules = _read(given.ruleset)
    row = RulesetRow(
        authority_id=authority,
        name=rules.name,
        version=rules.version,
        body=Raw(encode(rules)),
        reason=given.reason,
        made_by=actor.account_id,
        made_at=at,
    )
    try:
        async with database.tx(actor, at) as db:
            await store.add(db, row)
    except asyncpg.UniqueViolationError:
        raise problems.ALREADY_DRAFTED.problem() from None
    return _line(row, in_force=False)


def _read(given: Raw) -> Ruleset:
    try:
        return rulesets.read_draft(bytes(given))
    except Malformed as error:
        raise Malformed(rulesets.under("/ruleset", error.issues)) from None


async def _of_councils(
    db: Connection, ruleset: str, added: int | None, councils: frozenset[UUID] | set[UUID]
) -> dict[UUID, Ruleset]:
    """By authority: the ruleset as this council has drafted it, or with what that version of its policy adds."""
    drafted = await store.named(db, ((one, ruleset) for one in councils))
    if added is None:
        return {authority: rules for (authority, _), rules in drafted.items()}
    return {
        one.authority_id: rulesets.with_additions(base, one.policy.rules, one.version)
        for one in await store.rated_by(db, councils)
        if _is_meant(one, ruleset, added)
        and (base := drafted.get((one.authority_id, ruleset)) or FIRST.get(ruleset))
    }


def _is_meant(one: Rated, ruleset: str, added: int) -> bool:
    return one.version == added and one.policy.ruleset == ruleset and bool(one.policy.rules)


def _version(number: str) -> Version:
    given = NUMBER.fullmatch(number)
    if given is None:
        raise problems.NOT_FOUND.problem("There is no such version of a ruleset.")
    return Version(int(given[1]), int(given[2]) if given[2] else None)


def _line(row: RulesetRow, *, in_force: bool) -> RulesetLine:
    return RulesetLine(
        id=row.id,
        title=row.rules.title,
        authority_id=row.authority_id,
        reason=row.reason,
        made_by=row.made_by,
        made_at=row.made_at,
        in_force=[row.authority_id] if in_force else [],
    )
