"""What a handler depends on is there without a task for each of it, and in an order that never changes."""

import asyncio
from typing import Any

import httpx
from litestar import Litestar, Response, get
from litestar.di import NamedDependency, Provide

from service.http.dependencies import without_tasks


async def of_the_body() -> Any:
    return asyncio.current_task()


def known() -> Any:
    return asyncio.current_task()


@get("/", dependencies={"a": Provide(of_the_body), "b": Provide(known, sync_to_thread=False)})
async def one_task(a: NamedDependency[Any], b: NamedDependency[Any]) -> bool:
    return a is b is asyncio.current_task()


async def refused_by_the_body() -> Any:
    raise RuntimeError("the body")


def refused_at_once() -> Any:
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


def said(_: Any, error: Exception) -> Any:
    return Response(str(error), status_code=400)


async def answered(path: str) -> httpx.Response:
    app = without_tasks(Litestar([one_task, refused], exception_handlers={RuntimeError: said}))
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type] # httpx knows a scope as a plain mapping
    async with httpx.AsyncClient(transport=transport, base_url="http://tamar.test") as client:
        return await client.get(path)


async def test_a_request_stays_in_one_task() -> None:
    assert (await answered("/")).json() is True


async def test_what_is_known_at_once_refuses_before_the_body_is_read() -> None:
    assert (await answered("/refused")).text == "at once"
