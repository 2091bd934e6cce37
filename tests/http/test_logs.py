"""One line a request, which says what happened and to which account, and nothing about anybody."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar, Request, get

from schemas.accounts import Actor
from service.logs import JsonLines


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("tamar")
    before = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)
    logger.setLevel(before)


def read(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


async def test_a_request_is_one_line_without_query_or_ids(
    client: httpx.AsyncClient, lines: io.StringIO
) -> None:
    path = "/trap/things/01939a2c-0000-7000-8000-000000000001"
    await client.put(f"{path}?q=Tregear", headers={"X-Request-Id": "a-tablets-id"})

    [line] = read(lines)

    assert line.pop("duration_ms") >= 0
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "info",
        "message": "request",
        "request_id": "a-tablets-id",
        "method": "PUT",
        "route": "/trap/things/{name}",
        "status": 200,
    }


async def test_a_line_names_the_account_and_the_tablet(
    app: Litestar, client: httpx.AsyncClient, lines: io.StringIO
) -> None:
    actor = Actor(account_id=uuid4(), memberships=(), holder_ids=frozenset(), device_id=uuid4())

    @get("/known", opt={"public": True})
    async def known(request: Request[Any, Any, Any]) -> None:
        request.scope["user"] = actor

    app.register(known)
    await client.get("/known")

    [line] = read(lines)
    assert (line["account_id"], line["device_id"]) == (str(actor.account_id), str(actor.device_id))


async def test_a_head_is_logged_as_one(client: httpx.AsyncClient, lines: io.StringIO) -> None:
    await client.head("/health/live")

    assert [(line["method"], line["route"]) for line in read(lines)] == [("HEAD", "/health/live")]


async def test_an_unknown_path_is_not_written_down(client: httpx.AsyncClient, lines: io.StringIO) -> None:
    await client.get("/people/Morwenna-Tregear")

    assert "Tregear" not in lines.getvalue()
    assert [line["status"] for line in read(lines)] == [404]


async def test_what_breaks_is_logged_by_place_and_type_but_not_by_its_message(
    client: httpx.AsyncClient, lines: io.StringIO
) -> None:
    answer = await client.get("/trap/broken")

    failed, request = read(lines)
    assert "Tregear" not in lines.getvalue()
    assert failed["level"] == "error"
    assert failed["request_id"] == request["request_id"] == answer.headers["X-Request-Id"]
    assert failed["error"][0] == "builtins.RuntimeError"
    assert any("broken" in place for place in failed["error"])


async def test_a_refusal_leaves_nothing_but_its_line(client: httpx.AsyncClient, lines: io.StringIO) -> None:
    await client.get("/trap/nowhere")

    assert ["error" in line for line in read(lines)] == [False]


async def test_a_database_that_is_away_is_a_warning_without_a_stack(
    client: httpx.AsyncClient, lines: io.StringIO
) -> None:
    await client.get("/trap/away")

    warning, _ = read(lines)
    assert (warning["level"], warning["message"], warning["cause"]) == (
        "warning",
        "unavailable",
        "ConnectionDoesNotExistError",
    )
    assert "error" not in warning
