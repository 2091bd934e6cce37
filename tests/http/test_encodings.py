"""Bodies may arrive gzipped, and are inflated no further than the route allows."""

import gzip
import zlib

import httpx
import pytest

from service.http.inflate import PIECE, Inflated
from service.problems import Problem

HEADERS = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
THING = b'{"name": "ramp"}'
MIB = 1_048_576


async def sent(client: httpx.AsyncClient, body: bytes, encoding: str = "gzip") -> httpx.Response:
    return await client.post("/trap/json", content=body, headers=HEADERS | {"Content-Encoding": encoding})


async def test_a_gzipped_body_is_read_as_what_it_was(client: httpx.AsyncClient) -> None:
    answer = await sent(client, gzip.compress(THING))

    assert answer.json()["name"] == "ramp"


async def test_a_body_of_several_gzip_members_is_read_whole(client: httpx.AsyncClient) -> None:
    answer = await sent(client, gzip.compress(THING[:7]) + gzip.compress(b"") + gzip.compress(THING[7:]))

    assert answer.json()["name"] == "ramp"


async def test_a_large_body_is_read_whole(client: httpx.AsyncClient) -> None:
    name = "ramp " * 150_000
    body = gzip.compress(b'{"name": "%s"}' % name.encode())

    answer = await client.post("/trap/large", content=body, headers=HEADERS)

    assert answer.json() == {"said": str(len(name))}


@pytest.mark.parametrize(
    "body",
    [
        THING,
        gzip.compress(THING)[:-4],
        gzip.compress(THING)[:-9] + b"\0" * 9,
        gzip.compress(THING) + b"and more",
        zlib.compress(THING),
    ],
    ids=["plain", "cut off", "wrong checksum", "trailing rubbish", "deflate"],
)
async def test_what_is_no_gzip_is_malformed(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await sent(client, body)

    assert answer.status_code == 400
    assert [issue["code"] for issue in answer.json()["issues"]] == ["not-gzip"]


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip"])
async def test_other_encodings_are_refused_and_the_known_one_is_named(
    client: httpx.AsyncClient, encoding: str
) -> None:
    answer = await sent(client, THING, encoding)

    assert answer.status_code == 415
    assert answer.headers["Accept-Encoding"] == "gzip"


async def test_a_zip_bomb_is_too_large(client: httpx.AsyncClient) -> None:
    bomb = gzip.compress(b"\0" * 200 * MIB, 9)
    assert len(bomb) < MIB

    answer = await sent(client, bomb)

    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


async def test_a_zip_bomb_is_never_inflated_beyond_the_next_piece() -> None:
    pieces = arriving(gzip.compress(b"\0" * 10 * MIB, 9))

    first = await pieces()

    assert len(first["body"]) == PIECE
    assert first["more_body"]


async def test_endless_empty_members_are_too_large() -> None:
    pieces = arriving(*[gzip.compress(b"") * 100] * 1_000)

    with pytest.raises(Problem) as refused:
        [await pieces() for _ in range(100_000)]

    assert refused.value.code == "too-large"


async def test_nothing_at_all_is_an_empty_body() -> None:
    assert await arriving(b"")() == {"type": "http.request", "body": b"", "more_body": False}


def arriving(*chunks: bytes) -> Inflated:
    messages = [{"type": "http.request", "body": one, "more_body": True} for one in chunks]
    messages[-1]["more_body"] = False
    waiting = iter(messages)

    async def receive() -> object:
        return next(waiting)

    return Inflated(receive, MIB)  # type: ignore[arg-type] # the messages of a test are plain mappings
