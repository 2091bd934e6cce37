"""Whether an account and its tablet may act at present, and in what capacities."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from schemas.accounts import Actor, Membership
from schemas.base import decode
from schemas.devices import DeviceState
from service.auth.tokens import Claims
from service.problems import ACCOUNT_SUSPENDED, DEVICE_ELSEWHERE, DEVICE_SUSPENDED, Problem
from service.store import sessions
from service.store.database import NOBODY, Database
from service.store.engine import Connection

MAX_AGE = timedelta(seconds=5)
"""A suspension is felt within ten seconds; half of that leaves room for clocks that differ."""
MOST_REMEMBERED = 20_000
"""Tokens; the longest unasked-for are forgotten first."""


class DeviceStanding(Struct, frozen=True, kw_only=True):
    state: DeviceState
    version: int
    location_id: UUID
    organisation_id: UUID
    wipe_order: str | None = None


class Standing(Struct, frozen=True, kw_only=True):
    """The state of an account and its tablet, and the memberships that are live."""

    account_state: str
    memberships: tuple[Membership, ...]
    holder_ids: frozenset[UUID]
    device: DeviceStanding | None = None

    def refusal(self) -> Problem | None:
        """Why whoever this is may not act at all, if so."""
        return next(self._refusals(), None)

    def _refusals(self) -> Iterator[Problem]:
        if self.account_state != "active":
            yield ACCOUNT_SUSPENDED.problem()
        if self.device and self.device.state != DeviceState.ACTIVE:
            yield device_suspended(self.device.state, self.device.wipe_order)
        if self.device and self.device.organisation_id not in {
            one.organisation.id for one in self.memberships
        }:
            yield DEVICE_ELSEWHERE.problem()


def device_suspended(state: DeviceState | None, wipe_order: str | None) -> Problem:
    """Told with the state, and with the signed order where it is to be wiped: any contact brings it.

    So the order needs no address of its own, which would tell strangers which tablets are given up.
    """
    ordered: dict[str, Any] = {} if wipe_order is None else {"wipe_order": wipe_order}
    return DEVICE_SUSPENDED.problem(device_state=state, **ordered)


async def standing_of(
    db: Connection, account_id: UUID, device_id: UUID | None, at: datetime
) -> Standing | None:
    """The standing at a time; None for an account that doesn't exist."""
    found = await sessions.standing(db, account_id, device_id, at)
    return decode(found, Standing) if found is not None else None


class Asked(Struct, frozen=True):
    """What was found out about the bearer of a token, and when: who it is, if they may act and the token counts."""

    at: datetime
    standing: Standing | None
    actor: Actor | None


class Standings:
    """What is known of the bearers of tokens, asked again when it is older than MAX_AGE."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._asked: dict[Claims, Asked] = {}

    async def actor(self, claims: Claims, at: datetime) -> Actor | None:
        """Who calls with this token; None if it no longer counts.

        Raises Problem if the account or the tablet may not act.
        """
        asked = await self._recent(claims, at)
        if asked.actor is None and asked.standing and (refusal := asked.standing.refusal()):
            raise refusal
        return asked.actor

    async def _recent(self, claims: Claims, at: datetime) -> Asked:
        asked = self._asked.get(claims)
        if asked is None or not timedelta(0) <= at - asked.at < MAX_AGE:
            self._asked.pop(claims, None)
            asked = self._asked[claims] = await self._ask(claims, at)
            self._forget_the_oldest()
        return asked

    async def _ask(self, claims: Claims, at: datetime) -> Asked:
        async with self._database.tx(NOBODY, at, readonly=True, same_plans=True) as db:
            counts = await sessions.access_is_live(db, claims.sid, claims.jti)
            standing = await standing_of(db, claims.sub, claims.device, at)
        return Asked(at, standing, _bearer(claims, standing) if standing and counts else None)

    def _forget_the_oldest(self) -> None:
        while len(self._asked) > MOST_REMEMBERED:
            del self._asked[next(iter(self._asked))]


def _bearer(claims: Claims, standing: Standing) -> Actor | None:
    """Who acts with a token that counts; nobody if the tablet is no longer in the state that it was given for."""
    device = standing.device
    if standing.refusal() or claims.device_version != (device.version if device else None):
        return None
    return Actor(
        account_id=claims.sub,
        memberships=standing.memberships,
        holder_ids=standing.holder_ids,
        device_id=claims.device,
        device_location_id=device.location_id if device else None,
    )
