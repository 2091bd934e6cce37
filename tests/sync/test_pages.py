"""A pull comes in pages that a bad connection can bear: whole rows, in order, and never one too few."""

import json
from base64 import urlsafe_b64encode

import pytest

from schemas.base import encode
from service.store.database import Database
from tests.support.mirror import Mirror, tell
from tests.support.scene import Scene


@pytest.mark.parametrize("rows", [1, 3, 7, 500])
async def test_pages_are_no_longer_than_asked_for_and_miss_nothing(
    scene: Scene, database: Database, rows: int
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    people = [await scene.cared() for _ in range(5)]
    await tell(scene, database, people)
    mirror = Mirror(rowena)

    pages = await mirror.catch_up(max_rows=rows)

    assert [len(page["rows"]) for page in pages[:-1]] == [rows] * (len(pages) - 1)
    assert [page["caught_up"] for page in pages] == [False] * (len(pages) - 1) + [True]
    assert [row["seq"] for page in pages for row in page["rows"]] == list(range(1, 11))
    assert mirror.ids("person") == {str(cared.person.id) for cared in people}


async def test_the_same_cursor_gives_the_same_page(scene: Scene, database: Database) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    await tell(scene, database, [await scene.cared() for _ in range(3)])
    first = await rowena.pull(max_rows=2)

    second, again = [await rowena.pull(first["cursor"], max_rows=2) for _ in range(2)]

    assert second == again
    assert {row["seq"] for row in second["rows"]} == {3, 4}


async def test_a_page_fills_its_bytes_and_splits_no_row(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()
    await rowena.push(*[scene.submit(rowena, cared) for _ in range(9)])
    size = len(encode((await rowena.pull(max_rows=1))["rows"][0]))

    pages = await Mirror(rowena).catch_up(max_bytes=4 * size + 1_000)
    tiny = await Mirror(rowena).catch_up(max_bytes=1_024)

    assert [len(page["rows"]) for page in pages] == [4, 4, 1]
    assert all(len(encode(page["rows"])) <= 4 * size + 1_000 for page in pages)
    assert [len(page["rows"]) for page in tiny] == [1] * 9


async def test_forms_take_their_room_too(scene: Scene, database: Database) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    await tell(scene, database, [await scene.cared()])

    cursor, shown = None, []
    for _ in range(5):
        answer = await rowena.post("/v1/sync/pull", {"cursor": cursor, "want": {"max_rows": 1}})
        page = answer.json()
        shown.append((*[row["kind"] for row in page["rows"]], page["caught_up"], "digests" in page))
        cursor = page["cursor"]

    assert shown == [
        ("form", False, False),
        ("form", False, False),
        ("ruleset", False, False),
        ("person", False, False),
        ("package", True, True),
    ]


async def test_what_changes_between_two_pages_comes_with_a_later_one(
    scene: Scene, database: Database
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    people = [await scene.cared() for _ in range(3)]
    await tell(scene, database, people)
    mirror = Mirror(rowena)

    first = await mirror.page(max_rows=4)
    await tell(scene, database, people[:1], version=2)
    rest = await mirror.catch_up(max_rows=4)

    assert [row["seq"] for row in first["rows"]] == [1, 2, 3, 4]
    later = [row["seq"] for page in rest for row in page["rows"]]
    assert later == sorted(later)
    assert later[0] > 4, "what was shown before comes again only where it changed"
    assert later[-2:] == [7, 8]
    assert mirror.find("person", people[0].person.id)["rev"] == 2
    assert mirror.digests() == rest[-1]["digests"]


@pytest.mark.parametrize(
    "want", [{"max_rows": 0}, {"max_rows": 2_001}, {"max_bytes": 1_023}, {"max_bytes": 4_194_305}]
)
async def test_nobody_asks_for_a_page_that_is_none(scene: Scene, want: dict[str, int]) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)

    answer = await rowena.post("/v1/sync/pull", {"cursor": None, "want": want})

    (pointer,) = [f"/want/{name}" for name in want]
    assert answer.status_code == 400
    assert [(issue["pointer"], issue["code"]) for issue in answer.json()["issues"]] == [(pointer, "bound")]


def opaque(content: object) -> str:
    return urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


SCOPE = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "no cursor",
        "ÄÖ",
        "A",
        opaque(5),
        opaque({"scopes": {SCOPE: 1}}),
        opaque({"scopes": {SCOPE: [SCOPE, -1, 0]}}),
        opaque({"scopes": {SCOPE: [SCOPE, 0, 10**30]}}),
        opaque({"given": [1]}),
    ],
)
async def test_what_was_never_a_cursor_is_refused(scene: Scene, cursor: str) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)

    answer = await rowena.post("/v1/sync/pull", {"cursor": cursor})

    assert (answer.status_code, answer.json()["code"]) == (400, "cursor-unreadable")
