"""People who sign in, the tablets they hold, and the addresses that they call from."""

from collections.abc import Mapping
from copy import copy
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, cast
from uuid import UUID, uuid4

import httpx
from argon2 import profiles
from litestar import Litestar
from litestar.datastructures import State

from schemas.accounts import Actor, Role
from service.app import create_app, memory
from service.auth.identity import Identity
from service.auth.keys import new_signing_key
from service.auth.passwords import Passwords
from service.settings import Settings
from service.store.database import Database
from tests.support.clock import Clock
from tests.support.world import LONG_AGO, World

PASSWORD = "a kettle, a lamp and nine spoons"
PASSWORDS = Passwords(profiles.CHEAPEST)
PASSWORD_HASH = PASSWORDS._hasher.hash(PASSWORD)
FOLDER = TemporaryDirectory(prefix="tamar-tests-")
SETTINGS = Settings(signing_key=new_signing_key(), data_dir=Path(FOLDER.name))
HERE, ELSEWHERE = "192.0.2.10", "198.51.100.7"


def identity_of(database: Database) -> Identity:
    return Identity.of(SETTINGS, database, PASSWORDS)


def identity_app(database: Database, clock: Clock) -> Litestar:
    """The whole application, with passwords that are cheap to check and a memory of its own."""
    return remembering(_app(), memory(SETTINGS, database, clock, identity_of(database)))


@cache
def _app() -> Litestar:
    """Put together once, which takes longer than most of what a test asks of it."""
    nowhere = Database("postgresql://nowhere")
    return create_app(SETTINGS, nowhere, Clock(), identity_of(nowhere))


def remembering(app: Litestar, kept: Mapping[str, Any]) -> Litestar:
    """The same routes over another memory, as a second process would have it."""
    other = copy(app)
    other.asgi_router = copy(app.asgi_router)
    other.asgi_router.app = other  # whose pool it opens, when it is served
    other.state = State({**app.state.dict(), **kept})
    return other


def refused(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, code, and what OAuth calls it; a refusal is always a problem document that is never stored."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    body = answer.json()
    assert body["status"] == answer.status_code
    return answer.status_code, body["code"], body["error"]


INVALID_GRANT = (400, "invalid-grant", "invalid_grant")
INCOMPLETE = (400, "invalid-token-request", "invalid_request")
SLOWED = (429, "too-many-requests", "temporarily_unavailable")
ACCOUNT_SUSPENDED = (403, "account-suspended", "access_denied")
DEVICE_SUSPENDED = (403, "device-suspended", "access_denied")


class Caller:
    """Somebody who calls from one address, with or without a token."""

    def __init__(self, app: Litestar, address: str = HERE) -> None:
        self.app = app
        self.transport = httpx.ASGITransport(app=cast(Any, app), client=(address, 40_000))

    def at(self, address: str) -> "Caller":
        return Caller(self.app, address)

    async def call(self, method: str, path: str, *, token: str = "", **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with httpx.AsyncClient(transport=self.transport, base_url="http://tamar.test") as client:
            return await client.request(
                method, path, headers={**headers, **options.pop("headers", {})}, **options
            )

    async def sign_in(
        self, username: str, password: str = PASSWORD, device_id: UUID | None = None
    ) -> httpx.Response:
        form = {"grant_type": "password", "username": username, "password": password}
        return await self.token(**form, **({"device_id": str(device_id)} if device_id else {}))

    async def refresh(self, refresh_token: str) -> httpx.Response:
        return await self.token(grant_type="refresh_token", refresh_token=refresh_token)

    async def token(self, **form: str) -> httpx.Response:
        return await self.call("POST", "/v1/auth/token", data=form)

    async def tokens(self, username: str, device_id: UUID | None = None) -> dict[str, Any]:
        """The pair that somebody gets who signs in as they should."""
        answered = await self.sign_in(username, device_id=device_id)
        assert answered.status_code == 200, answered.text
        pair: dict[str, Any] = answered.json()
        return pair

    async def me(self, access_token: str) -> httpx.Response:
        return await self.call("GET", "/v1/me", token=access_token)


class Town(NamedTuple):
    """One council with its administrator; one provider with two locations, its people and a tablet at the first."""

    council: UUID
    authority: UUID
    provider: UUID
    location: UUID
    other_location: UUID
    admin: Actor
    manager: Actor
    reviewer: Actor
    tablet: UUID


async def build_town(world: World) -> Town:
    """Everybody's username is their role's, and their password is PASSWORD."""
    authority = await world.authority()
    council = await world.organisation("council", authority)
    provider = await world.organisation("provider", authority, name="Kernow Home Care")
    location = await world.location(provider, name="Truro office")
    other_location = await world.location(provider, name="Bodmin office")
    manager = await person(world, Role.PROVIDER_ADMIN, provider)
    return Town(
        council=council,
        authority=authority,
        provider=provider,
        location=location,
        other_location=other_location,
        admin=await person(world, Role.ADMIN, council),
        manager=manager,
        reviewer=await person(world, Role.REVIEWER, provider, location),
        tablet=await tablet(world, location, manager),
    )


async def person(
    world: World, role: Role, organisation: UUID, location: UUID | None = None, username: str = ""
) -> Actor:
    return await world.account(
        role, organisation, location, username=username or role, password_hash=PASSWORD_HASH
    )


async def tablet(world: World, location: UUID, enrolled_by: Actor, name: str = "Tablet 1") -> UUID:
    device_id = uuid4()
    await world.connection.execute(
        "insert into device (id, location_id, name, state_since, enrolled_by, enrolled_at)"
        " values ($1, $2, $3, $5, $4, $5)",
        device_id,
        location,
        name,
        enrolled_by.account_id,
        LONG_AGO,
    )
    return device_id
