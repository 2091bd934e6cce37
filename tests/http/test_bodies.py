"""A body is read strictly, or refused with a pointer to what is wrong with it."""

import httpx
import pytest
from litestar._parsers import parse_url_encoded_form_data

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def sent(
    client: httpx.AsyncClient, body: bytes, headers: dict[str, str] | None = None
) -> httpx.Response:
    return await client.post("/trap/json", content=body, headers=JSON if headers is None else headers)


def issues(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(issue["pointer"], issue["code"]) for issue in answer.json()["issues"]]


async def test_a_body_of_the_right_shape_is_taken(client: httpx.AsyncClient) -> None:
    answer = await sent(client, b'{"name": "ramp", "size": 3}')

    assert answer.status_code == 200
    assert answer.json() == {"name": "ramp", "size": 3, "at": None}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"name": "\\u0000"}', ("/name", "nul-character")),
        (b'{"name": "\xff"}', ("", "invalid-utf8")),
        (b'{"name": "ramp"', ("", "not-json")),
        (b"", ("", "not-json")),
        (b"[" * 100_000, ("", "not-json")),
        (b'{"name": "\\ud800"}', ("", "not-json")),
        (b'{"name": "ramp", "size": "3"}', ("/size", "type")),
        (b'{"name": "ramp", "at": 0}', ("/at", "type")),
        (b'{"name": ""}', ("/name", "length")),
        (b'{"name": "ramp", "colour": "red"}', ("/colour", "unknown-member")),
        (b'{"size": 3}', ("/name", "missing")),
        (b"null", ("", "type")),
    ],
)
async def test_what_is_wrong_with_a_body_is_pointed_at(
    client: httpx.AsyncClient, body: bytes, expected: tuple[str, str]
) -> None:
    answer = await sent(client, body)

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "malformed"
    assert expected in issues(answer)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json; charset=iso-8859-1"},
    ],
)
async def test_a_body_that_is_not_declared_as_json_is_not_read(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await sent(client, b'{"name": "ramp"}', headers)

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")
    assert answer.headers["Accept"] == "application/json"


async def test_json_may_say_that_it_is_utf_8(client: httpx.AsyncClient) -> None:
    answer = await sent(client, b'{"name": "ramp"}', {"Content-Type": "Application/JSON; charset=UTF-8"})

    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/trap/json", "/trap/form"])
async def test_more_than_a_mebibyte_is_too_large_unless_the_route_says_otherwise(
    client: httpx.AsyncClient, path: str
) -> None:
    body = b'{"name": "' + b"x" * 1_048_576 + b'"}'

    refused = await client.post(path, content=body, headers=FORM if path.endswith("form") else JSON)
    taken = await client.post("/trap/large", content=body, headers=JSON)

    assert (refused.status_code, refused.json()["code"]) == (413, "too-large")
    assert taken.json() == {"said": "1048576"}


async def test_a_form_gives_its_fields(client: httpx.AsyncClient) -> None:
    answer = await client.post("/trap/form", content=b"kind=a+b%C3%A9&device_id=", headers=FORM)

    assert answer.json() == {"kind": "a bé", "device_id": None}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"kind=a&kind=b", ("/kind", "repeated")),
        (b"kind=%ff", ("", "invalid-utf8")),
        (b"kind=\xff", ("", "invalid-utf8")),
        (b"kind=a%00", ("/kind", "nul-character")),
        (b"kind=", ("/kind", "missing")),
        (b"kind=a&other=b", ("/other", "unknown-member")),
        (b"kind=a&device_id=7", ("/device_id", "format")),
        (b"&".join(b"a%d=1" % number for number in range(40)), ("", "not-a-form")),
    ],
)
async def test_what_is_wrong_with_a_form_is_pointed_at(
    client: httpx.AsyncClient, body: bytes, expected: tuple[str, str]
) -> None:
    answer = await client.post("/trap/form", content=body, headers=FORM)

    assert answer.status_code == 400
    assert expected in issues(answer)


async def test_json_is_no_form(client: httpx.AsyncClient) -> None:
    answer = await client.post("/trap/form", content=b"{}", headers=JSON)

    assert answer.status_code == 415


async def test_a_password_never_stays_in_a_cache(client: httpx.AsyncClient) -> None:
    """The framework's own reader of forms remembers the last thousand of them."""
    before = parse_url_encoded_form_data.cache_info().currsize
    await client.post("/trap/form", content=b"kind=password", headers=FORM)

    assert parse_url_encoded_form_data.cache_info().currsize == before
