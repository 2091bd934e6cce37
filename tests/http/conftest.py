"""An application with a few routes that are only here to be mistreated, and no database."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, NoReturn
from uuid import UUID

import asyncpg
import httpx
import pytest
from litestar import Controller, Litestar, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta

from schemas.base import Payload, View
from service.app import create_app, memory
from service.http.bodies import form_body, json_body
from service.http.queries import query
from service.http.revisions import if_match
from service.settings import Settings
from service.store.database import Database
from tests.support.identity import remembering

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
MIB = 1_048_576


class Thing(Payload, frozen=True, kw_only=True):
    name: Annotated[str, Meta(min_length=1)]
    size: Annotated[int, Meta(ge=0)] = 0
    at: datetime | None = None


class Ticket(Payload, frozen=True, kw_only=True):
    kind: str
    device_id: UUID | None = None


class Asked(Payload, frozen=True, kw_only=True):
    limit: Annotated[int, Meta(ge=1, le=200)] = 50
    state: list[str] = []
    done: bool | None = None


class Page(Payload, frozen=True, kw_only=True):
    number: Annotated[int, Meta(ge=1)]


class Echo(View, frozen=True, kw_only=True):
    said: str


class TrapController(Controller):
    path = "/trap"
    opt = {"public": True}

    @post("/json", dependencies={"thing": json_body(Thing)}, status_code=200)
    async def json(self, thing: NamedDependency[Thing]) -> Thing:
        return thing

    @post("/large", dependencies={"thing": json_body(Thing)}, status_code=200, request_max_body_size=4 * MIB)
    async def large(self, thing: NamedDependency[Thing]) -> Echo:
        return Echo(said=str(len(thing.name)))

    @post("/form", dependencies={"ticket": form_body(Ticket)}, status_code=200)
    async def form(self, ticket: NamedDependency[Ticket]) -> Ticket:
        return ticket

    @get("/query", dependencies={"asked": query(Asked)})
    async def listing(self, asked: NamedDependency[Asked]) -> Asked:
        return asked

    @get("/page", dependencies={"asked": query(Page)})
    async def page(self, asked: NamedDependency[Page]) -> Page:
        return asked

    @put("/revisions", dependencies={"seen": if_match()})
    async def revisions(self, seen: NamedDependency[int | None]) -> Echo:
        return Echo(said=repr(seen))

    @get("/things/{thing_id:uuid}")
    async def thing(self, thing_id: FromPath[UUID]) -> Echo:
        return Echo(said=str(thing_id))

    @get("/long")
    async def long(self) -> Echo:
        return Echo(said="all is well, " * 1_000)

    @get("/broken", include_in_schema=False)
    async def broken(self) -> NoReturn:
        raise RuntimeError("Morwenna Tregear, 943 476 5919")

    @get("/away", include_in_schema=False)
    async def away(self) -> NoReturn:
        raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")


class OtherTrapController(Controller):
    path = "/trap/things"
    opt = {"public": True}

    @put("/{name:uuid}", status_code=200)
    async def keep(self, name: FromPath[UUID]) -> Echo:
        return Echo(said=str(name))


class NoDatabase(Database):
    """Routes in these tests get by without one; whoever asks finds it away."""

    def __init__(self) -> None:
        super().__init__("postgresql://nowhere")

    @property
    def pool(self) -> NoReturn:
        raise ConnectionRefusedError

    async def open(self) -> None:
        pass

    async def close(self) -> None:
        pass


@pytest.fixture(scope="package")
def trapped() -> Litestar:
    app = create_app(Settings(), NoDatabase(), lambda: NOON)
    app.register(TrapController)
    app.register(OtherTrapController)
    return app


@pytest.fixture
def app(trapped: Litestar) -> Litestar:
    return remembering(trapped, memory(Settings(), NoDatabase(), lambda: NOON))


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type] # httpx knows a scope as a plain mapping
    async with httpx.AsyncClient(transport=transport, base_url="http://tamar.test") as client:
        yield client
