"""Whoever answers for what was brought in can see which files that were, and what came of each."""

import hashlib
from typing import Any

import pytest

from tests.routes.test_imports import PATH as CASELOAD
from tests.routes.test_imports import send as send_caseload
from tests.routes.test_training_import import FIRST_AID
from tests.routes.test_training_import import send as send_training
from tests.support.caseloads import a_file, a_row
from tests.support.desk import refusal
from tests.support.scene import Scene, Someone

PATH = "/v1/imports"
FILE = a_file(a_row())


async def runs(someone: Someone, **asked: Any) -> list[dict[str, Any]]:
    answer = await someone.get(PATH, params=asked)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.fixture
async def three(scene: Scene) -> tuple[Someone, Someone]:
    """Ada has tried a caseload and brought it in a minute later; a minute after that, Wenna a file of training."""
    ada, wenna = await scene.as_("ada"), await scene.as_("wenna")
    await send_caseload(ada, FILE, f"{CASELOAD}?dry_run=true")
    scene.clock.forward(minutes=1)
    await send_caseload(ada, FILE)
    scene.clock.forward(minutes=1)
    await send_training(wenna, FIRST_AID)
    return ada, wenna


async def test_each_tells_what_it_was_who_did_it_and_what_came_of_it(
    three: tuple[Someone, Someone],
) -> None:
    ada, _ = three

    done, tried = await runs(ada)

    assert [one["dry_run"] for one in (done, tried)] == [False, True]
    assert (done["kind"], done["account_id"]) == ("caseload", str(ada.actor.account_id))
    assert done["sha256"] == tried["sha256"] == hashlib.sha256(FILE).hexdigest()
    assert (done["counts"]["created"], tried["counts"]["created"]) == (1, 1)
    assert (await ada.get(f"{PATH}/{done['id']}")).json() == done


async def test_every_filter_lets_through_what_it_names(three: tuple[Someone, Someone]) -> None:
    ada, wenna = three
    at = "2026-11-16T12:01:00Z"

    assert len(await runs(ada, kind="caseload")) == 2
    assert await runs(ada, kind="cqc") == []
    assert [one["dry_run"] for one in await runs(ada, dry_run="true")] == [True]
    assert [one["begun_at"] for one in await runs(ada, dry_run="false")] == [at]
    assert [one["begun_at"] for one in await runs(ada, since=at)] == [at]
    assert [one["dry_run"] for one in await runs(ada, before=at)] == [True]
    assert await runs(ada, account=str(wenna.actor.account_id)) == []


async def test_pages_hold_everything_once_the_latest_first(three: tuple[Someone, Someone]) -> None:
    ada, _ = three
    first = (await ada.get(PATH, params={"limit": 1})).json()
    rest = (await ada.get(PATH, params={"cursor": first["next_cursor"]})).json()

    assert [*first["items"], *rest["items"]] == await runs(ada)
    assert "next_cursor" not in rest


async def test_a_provider_sees_its_own_and_a_council_its_own(three: tuple[Someone, Someone]) -> None:
    ada, wenna = three
    (own,) = await runs(wenna)

    assert (own["kind"], own["counts"]["created"]) == ("training", 1)
    assert refusal(await wenna.get(f"{PATH}/{(await runs(ada))[0]['id']}"))[0] == 404


@pytest.mark.parametrize("name", ["rowena", "vera", "hedra", "cora"])
async def test_nobody_else_sees_any(scene: Scene, name: str) -> None:
    assert refusal(await (await scene.as_(name)).get(PATH))[0] == 403
