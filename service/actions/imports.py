"""What every file that is brought in has in common: for whom it is, and that it is kept who brought it in."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from msgspec import Raw, Struct

from schemas.accounts import Actor, Role
from schemas.base import Issue, Malformed, encode
from schemas.imports import ImportKind, ImportRunList, ImportRunView, ImportsAsked
from service import paging
from service.problems import FORBIDDEN, NOT_FOUND
from service.store import imports as store
from service.store.database import Database
from service.store.imports import ImportRun, Place

MAY_IMPORT = frozenset({Role.ADMIN})
"""Whoever verifies reviews of a package shouldn't also say what the package is, or who may review it."""
MAY_SEE = frozenset({Role.ADMIN, Role.AUDITOR, Role.PROVIDER_ADMIN, Role.DISCHARGE_COORDINATOR})


class Owner(NamedTuple):
    """For whom a file is brought in: an authority, or an organisation for its own people."""

    authority_id: UUID | None = None
    organisation_id: UUID | None = None


def authority_of(actor: Actor, named: UUID | None, may: frozenset[Role] = MAY_IMPORT) -> UUID:
    """The authority named, or the only one for which the caller may do this. Raises Malformed, Problem: FORBIDDEN."""
    allowed = actor.authorities_as(may)
    if named is not None and named in allowed:
        return named
    if not allowed or named is not None:
        raise FORBIDDEN.problem("An administrator of the authority does this.")
    return the_only_one(allowed, "authority_id")


def the_only_one(allowed: Collection[UUID], parameter: str) -> UUID:
    """The one there is; Malformed, pointing at the parameter that would say which, where there are several."""
    if len(allowed) > 1:
        raise Malformed([Issue(pointer=f"/query/{parameter}", code="missing")])
    return next(iter(allowed))


async def listing(database: Database, asked: ImportsAsked, actor: Actor, at: datetime) -> ImportRunList:
    """The files that were brought in by the caller, for their council, or for the provider that they administer."""
    after = paging.place(asked.cursor, Place)
    async with database.tx(actor, at, readonly=True) as db:
        items, end_of = await store.page(db, asked, after)
    return ImportRunList(items=items, next_cursor=paging.cursor(end_of))


async def whole(database: Database, run_id: UUID, actor: Actor, at: datetime) -> ImportRunView:
    """One of them; raises `not-found` for one that is somebody else's."""
    async with database.tx(actor, at, readonly=True) as db:
        found = await store.get(db, run_id)
    if found is None:
        raise NOT_FOUND.problem()
    return found


async def begin(
    database: Database,
    kind: ImportKind,
    owner: Owner,
    sha256: bytes,
    asked: Struct,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Keep that a file is being brought in, before anything of it is; answers the run's id."""
    run = ImportRun(
        id=uuid4(),
        kind=kind,
        authority_id=owner.authority_id,
        organisation_id=owner.organisation_id,
        account_id=actor.account_id,
        sha256=sha256,
        asked=Raw(encode(asked)),
        begun_at=at,
    )
    async with database.tx(actor, at) as db:
        await store.begin(db, run)
    return run.id


async def end(
    database: Database, run_id: UUID, counts: Mapping[str, int], actor: Actor, at: datetime
) -> None:
    """Keep what came of it. A run that broke off before has no end."""
    async with database.tx(actor, at) as db:
        await store.end(db, run_id, encode(counts), at)
