"""What a council decides for itself: drafted with a reason, tried on what came in, and in force from a moment on."""

from datetime import datetime, timedelta
from typing import cast, get_args
from uuid import UUID

import asyncpg
import msgspec
from msgspec import UNSET, Raw, Struct

from schemas.accounts import COUNCIL_STAFF, Actor, Role
from schemas.base import Issue, Malformed, decode, encode
from schemas.policies import (
    Activation,
    PolicyDraft,
    PolicyList,
    PolicyName,
    PolicyVersion,
    PolicyView,
    Trial,
    TrialResult,
)
from schemas.routing import Routing, RoutingFacts
from service import problems
from service.store import policies as store
from service.store import rulesets as ruleset_store
from service.store.database import Database
from service.store.engine import Connection
from workflows import forms, rulesets
from workflows.policies import SHAPES, FormsPolicy, RatingPolicy, RoutingPolicy, not_left_open
from workflows.trials import Routed, trial

MAY_READ = COUNCIL_STAFF
MAY_DECIDE = frozenset({Role.ADMIN})
AT_MOST = 20_000
"""Submissions in one trial, the latest."""

_routing = msgspec.json.Decoder(Routing)
_facts = msgspec.json.Decoder(RoutingFacts)


async def listing(database: Database, actor: Actor, at: datetime) -> PolicyList:
    """Every policy of the caller's authority, as it is in force."""
    authority = _authority(actor, MAY_READ)
    async with database.tx(actor, at, readonly=True) as db:
        return PolicyList(items=[await _view(db, authority, name, at) for name in get_args(PolicyName)])


def named(name: str) -> PolicyName:
    """The policy of this name; raises `not-found` for any other."""
    for one in get_args(PolicyName):
        if one == name:
            return cast(PolicyName, one)
    raise problems.NOT_FOUND.problem()


async def whole(database: Database, name: PolicyName, actor: Actor, at: datetime) -> PolicyView:
    authority = _authority(actor, MAY_READ)
    async with database.tx(actor, at, readonly=True) as db:
        return await _view(db, authority, name, at)


async def write(
    database: Database, name: PolicyName, draft: PolicyDraft, actor: Actor, at: datetime
) -> PolicyVersion:
    """The next version, as a draft or in force from its moment on. Raises Malformed for values that can't be."""
    authority = _authority(actor, MAY_DECIDE)
    _require_a_moment_to_come(draft.effective_from, at)
    values = _values(name, draft.body)
    whole = msgspec.structs.replace(draft, body=Raw(encode(values)))
    try:
        async with database.tx(actor, at) as db:
            await _require_honest(db, authority, values)
            number = await store.add(db, authority, name, whole, actor.account_id, at)
            return await _version(db, authority, name, number)
    except asyncpg.UniqueViolationError:
        raise problems.UNAVAILABLE.problem(retry_after=1) from None


async def activate(
    database: Database, name: PolicyName, version: int, command: Activation, actor: Actor, at: datetime
) -> PolicyVersion:
    """Let a draft take effect, now or later."""
    authority = _authority(actor, MAY_DECIDE)
    _require_a_moment_to_come(command.effective_from, at)
    async with database.tx(actor, at) as db:
        found = await _version(db, authority, name, version)
        since = command.effective_from or at
        if not await store.activate(db, authority, name, version, actor.account_id, since):
            raise problems.WRONG_STATE.problem("This version is no draft any more: write the next one.")
        return msgspec.structs.replace(found, effective_from=since)


async def what_if(database: Database, asked: Trial, actor: Actor, at: datetime) -> TrialResult:
    """What a routing policy would have made of what came in lately."""
    authority = _authority(actor, MAY_READ)
    policy = _values("routing", asked.body)
    if not isinstance(policy, RoutingPolicy):
        raise TypeError("The routing policy has the shape of a RoutingPolicy.")
    since = at - timedelta(days=asked.days)
    async with database.tx(actor, at, readonly=True) as db:
        found = await store.routed_since(db, authority, since, AT_MOST)
    submissions = (
        Routed(row["received_at"], _routing.decode(row["routing"]), _facts.decode(row["routing_facts"]))
        for row in found
    )
    return trial(submissions, policy, since)


def _authority(actor: Actor, roles: frozenset[Role]) -> UUID:
    authorities = actor.authorities_as(roles)
    if not authorities:
        raise problems.FORBIDDEN.problem("Policies are for the council's own staff.")
    return min(authorities)


def _values(name: PolicyName, body: Raw) -> Struct:
    """The policy whole, with its own values where the council leaves one out; pointers are into `/body`."""
    try:
        return decode(bytes(body), SHAPES[name])
    except Malformed as error:
        raise Malformed(rulesets.under("/body", error.issues)) from None


async def _require_honest(db: Connection, authority: UUID, values: Struct) -> None:
    """Rules by which somebody would be rated falsely safe are no policy, nor is the end of a form."""
    faults: list[Issue] = []
    if isinstance(values, RatingPolicy):
        faults = await _faults_of_rules(db, authority, values)
    elif isinstance(values, FormsPolicy):
        faults = list(not_left_open(values, forms.FORMS))
    if faults:
        raise Malformed(rulesets.under("/body", faults))


async def _faults_of_rules(db: Connection, authority: UUID, policy: RatingPolicy) -> list[Issue]:
    drafted = await ruleset_store.named(db, [(authority, policy.ruleset)])
    base = drafted.get((authority, policy.ruleset)) or rulesets.FIRST.get(policy.ruleset)
    if base is None:
        return [Issue(pointer="/ruleset", code="ruleset-unknown")]
    return rulesets.faults_of_additions(base, policy.rules)


def _require_a_moment_to_come(effective_from: datetime | None, at: datetime) -> None:
    """What has been decided stays decided: nothing takes effect in the past."""
    if effective_from is not None and effective_from < at:
        raise Malformed([Issue(pointer="/effective_from", code="in-the-past")])


async def _view(db: Connection, authority: UUID, name: PolicyName, at: datetime) -> PolicyView:
    known = await store.versions(db, authority, name)
    begun = [one for one in known if one.effective_from is not UNSET and one.effective_from <= at]
    force = max(begun, key=lambda one: (one.effective_from, one.version), default=None)
    return PolicyView(
        name=name,
        version=force.version if force else 0,
        body=force.body if force else Raw(encode(SHAPES[name]())),
        versions=known,
    )


async def _version(db: Connection, authority: UUID, name: PolicyName, number: int) -> PolicyVersion:
    for one in await store.versions(db, authority, name, limit=10_000):
        if one.version == number:
            return one
    raise problems.NOT_FOUND.problem()
