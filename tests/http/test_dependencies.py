"""What a handler depends on is there without a task for each of it, and in an order that never changes."""

import asyncio
from typing import Any

import httpx
from litestar import Litestar, Request, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from msgspec import Struct

from service.http.dependencies import BUSY, provided_simply


async def of_the_body() -> Any:
    return asyncio.current_task()


def known() -> Any:
    return asyncio.current_task()


@get("/", dependencies={"a": Provide(of_the_body), "b": Provide(known, sync_to_thread=False)})
async def one_task(a: NamedDependency[Any], b: NamedDependency[Any]) -> bool:
    return a is b is asyncio.current_task()


async def refused_by_the_body(request: Request[Any, Any, Any]) -> Any:
    raise RuntimeError("the body")


def refused_at_once(request: Request[Any, Any, Any]) -> Any:
    raise RuntimeError("at once")


@get(
    "/refused",
    dependencies={
        "a": Provide(refused_by_the_body),
        "b": Provide(refused_at_once, sync_to_thread=False),
    },
)
async def refused(a: NamedDependency[Any], b: NamedDependency[Any]) -> None:
    pass


@get("/refused-busily", opt=BUSY, dependencies=refused.dependencies)
async def refused_busily(a: NamedDependency[Any], b: NamedDependency[Any]) -> None:
    pass


class Told(Struct):
    method: str
    known: int


async def method(request: Request[Any, Any, Any]) -> str:
    return request.method


def kept(state: State) -> int:
    known: int = state.known
    return known


@get(
    "/busy",
    opt=BUSY,
    dependencies={"method": Provide(method), "known": Provide(kept, sync_to_thread=False)},
)
async def busy(method: NamedDependency[str], known: NamedDependency[int]) -> Told:
    return Told(method, known)


def said(_: Any, error: Exception) -> Any:
    return Response(str(error), status_code=400)


async def answered(path: str) -> httpx.Response:
    app = provided_simply(
        Litestar(
            [one_task, refused, refused_busily, busy],
            exception_handlers={RuntimeError: said},
            state=State({"known": 7}),
        )
    )
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type] # httpx knows a scope as a plain mapping
    async with httpx.AsyncClient(transport=transport, base_url="http://tamar.test") as client:
        return await client.get(path)


async def test_a_busy_route_gets_what_every_other_gets() -> None:
    assert (await answered("/busy")).json() == {"method": "GET", "known": 7}


async def test_a_busy_route_refuses_what_every_other_refuses() -> None:
    assert (await answered("/refused-busily")).text == "at once"


async def test_a_request_stays_in_one_task() -> None:
    assert (await answered("/")).json() is True


async def test_what_is_known_at_once_refuses_before_the_body_is_read() -> None:
    assert (await answered("/refused")).text == "at once"
