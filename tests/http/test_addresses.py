"""Every address says what it answers to, and none can be written so that the service breaks."""

import httpx
import pytest

THING = "/trap/things/01939a2c-0000-7000-8000-000000000001"


async def test_options_lists_the_methods_of_all_controllers(client: httpx.AsyncClient) -> None:
    answer = await client.options(THING)

    assert answer.status_code == 204
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, PUT"


async def test_another_method_is_refused_with_the_methods_of_all_controllers(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.delete(THING)

    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, PUT"


@pytest.mark.parametrize("path", [THING, "/trap/long", "/trap/nowhere"])
async def test_head_answers_like_get_without_a_body(client: httpx.AsyncClient, path: str) -> None:
    head, get = await client.head(path), await client.get(path)

    assert head.content == b""
    assert head.status_code == get.status_code
    assert without_id(head) == without_id(get)


def without_id(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "x-request-id"}


@pytest.mark.parametrize(
    "thing_id", ["7", "not-a-uuid", "01939a2c-0000-7000-8000-00000000000g", "%00", "%ff", "%"]
)
async def test_what_is_no_id_is_nothing_here(client: httpx.AsyncClient, thing_id: str) -> None:
    answer = await client.get(f"/trap/things/{thing_id}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("path", ["/health/live%00", "/health%2Flive%ff", "/%c3%28", "/%00"])
async def test_a_path_that_is_no_text_is_nothing_here(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_a_trailing_slash_makes_no_difference(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"{THING}/")).json() == (await client.get(THING)).json()


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("limit=%00", "/query", "nul-character"),
        ("limit=%ff", "/query", "invalid-utf8"),
        ("limit=0", "/query/limit", "invalid"),
        ("limit=201", "/query/limit", "invalid"),
        ("limit=", "/query/limit", "invalid"),
        ("limit=ten", "/query/limit", "invalid"),
        ("limit=3&limit=4", "/query/limit", "repeated"),
        ("limit=5.0", "/query/limit", "invalid"),
        ("limit=null", "/query/limit", "invalid"),
        ("done=1", "/query/done", "invalid"),
        ("done=null", "/query/done", "invalid"),
        ("limits=3", "/query/limits", "unknown-member"),
        ("&".join(f"state={number}" for number in range(70)), "/query", "not-a-query"),
    ],
)
async def test_what_is_wrong_with_a_query_is_pointed_at(
    client: httpx.AsyncClient, query: str, pointer: str, code: str
) -> None:
    answer = await client.get(f"/trap/query?{query}")

    assert answer.status_code == 400
    assert [(issue["pointer"], issue["code"]) for issue in answer.json()["issues"]] == [(pointer, code)]


async def test_a_query_is_read_by_its_types(client: httpx.AsyncClient) -> None:
    answer = await client.get("/trap/query?limit=7&state=7&state=closed%20again&done=true")

    assert answer.json() == {"limit": 7, "state": ["7", "closed again"], "done": True}


async def test_a_query_may_be_absent(client: httpx.AsyncClient) -> None:
    assert (await client.get("/trap/query")).json() == {"limit": 50, "state": [], "done": None}


async def test_a_parameter_that_has_to_be_there_is_missed(client: httpx.AsyncClient) -> None:
    answer = await client.get("/trap/page")

    assert answer.json()["issues"] == [{"pointer": "/query/number", "code": "missing", "params": {}}]


@pytest.mark.parametrize(("header", "seen"), [('"3"', "3"), (' "999999999" ', "999999999"), ('W/"3"', "3")])
async def test_if_match_names_the_revision_that_was_seen(
    client: httpx.AsyncClient, header: str, seen: str
) -> None:
    answer = await client.put("/trap/revisions", headers={"If-Match": header})

    assert answer.json() == {"said": seen}


async def test_without_if_match_no_revision_was_seen(client: httpx.AsyncClient) -> None:
    assert (await client.put("/trap/revisions")).json() == {"said": "None"}


@pytest.mark.parametrize("header", ["3", "*", "W/3", '"3", "4"', '"0"', '"03"', '"1000000000"', '"x"', ""])
async def test_another_if_match_would_not_say_which_revision(client: httpx.AsyncClient, header: str) -> None:
    answer = await client.put("/trap/revisions", headers={"If-Match": header})

    assert answer.status_code == 400
    assert answer.json()["issues"][0]["pointer"] == "/headers/If-Match"
