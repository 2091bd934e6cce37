"""Every answer, refused or not, has an id, safe headers, and a size that suits a bad connection."""

from uuid import UUID

import httpx
import pytest

from service.http.compress import accepts_gzip
from service.problems import EVERY_REFUSAL


@pytest.mark.parametrize("path", ["/health/live", "/trap/broken", "/trap/away", "/trap/nowhere"])
async def test_nothing_is_cached_guessed_or_framed(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


async def test_every_answer_has_an_id_of_its_own(client: httpx.AsyncClient) -> None:
    first, second = [(await client.get("/health/live")).headers["X-Request-Id"] for _ in range(2)]

    assert UUID(first) != UUID(second)


async def test_a_callers_own_id_is_kept_and_repeated_in_the_problem(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere", headers={"X-Request-Id": "tablet-7.batch_12"})

    assert answer.headers["X-Request-Id"] == "tablet-7.batch_12"
    assert answer.json()["request_id"] == "tablet-7.batch_12"


@pytest.mark.parametrize("given", ["short", "x" * 65, "with space", 'quote"quote', "line\tline"])
async def test_an_id_that_could_spoil_a_log_is_replaced(client: httpx.AsyncClient, given: str) -> None:
    answer = await client.get("/health/live", headers={"X-Request-Id": given})

    assert answer.headers["X-Request-Id"] == str(UUID(answer.headers["X-Request-Id"])) != given


async def test_a_long_answer_is_gzipped(client: httpx.AsyncClient) -> None:
    answer = await client.get("/trap/long", headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert int(answer.headers["Content-Length"]) < 1_024
    assert answer.json()["said"].startswith("all is well")


async def test_who_takes_no_gzip_gets_none(client: httpx.AsyncClient) -> None:
    answer = await client.get("/trap/long", headers={"Accept-Encoding": "gzip;q=0"})

    assert "Content-Encoding" not in answer.headers


async def test_a_short_answer_is_not_worth_it(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health/live", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip", True),
        ("deflate, GZIP;q=0.5", True),
        ("*", True),
        ("br, *;q=0.1", True),
        ("x-gzip", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("gzip;q=rather", False),
    ],
)
def test_an_accept_encoding_is_taken_at_its_word(accepted: str, takes: bool) -> None:
    assert accepts_gzip(accepted) is takes


async def test_what_breaks_says_nothing_but_the_id_of_the_request(client: httpx.AsyncClient) -> None:
    answer = await client.get("/trap/broken")

    assert answer.status_code == 500
    assert answer.json() == {
        "type": "/problems#internal",
        "title": "Something broke here. It is recorded under the request id.",
        "status": 500,
        "code": "internal",
        "issues": [],
        "request_id": answer.headers["X-Request-Id"],
    }


@pytest.mark.parametrize("path", ["/trap/away", "/health/ready"])
async def test_a_database_that_is_away_is_worth_another_try(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "1"


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [refusal.code for refusal in EVERY_REFUSAL]

    assert len(codes) == len(set(codes))
    assert all(refusal.title.endswith((".", '"3".')) for refusal in EVERY_REFUSAL)


async def test_gzip_and_head_go_together(client: httpx.AsyncClient) -> None:
    headers = {"Accept-Encoding": "gzip"}
    head, get = (
        await client.head("/trap/long", headers=headers),
        await client.get("/trap/long", headers=headers),
    )

    assert head.headers["Content-Length"] == get.headers["Content-Length"]
    assert head.content == b""
