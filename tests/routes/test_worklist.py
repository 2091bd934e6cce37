"""What waits for verifiers: found by any filter, in a stable order, page by page, and counted."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

import httpx
import pytest

from schemas.accounts import Role
from tests.support.desk import OTHER, STATUTORY, Desk, Item, ids, refusal
from tests.support.identity import person
from tests.support.scene import Someone
from tests.support.world import NOON

AMBER: dict[str, Any] = {"safe_care_rag__factors__falls": 2}
RED: dict[str, Any] = {"safe_care_rag__factors__package_fit": 2}
SORTS = ("due_at", "received_at", "-received_at", "-rating")


@dataclass
class Waiting:
    """Reviews by names that say what is special about them, in the order in which they came, an hour apart."""

    desk: Desk
    items: dict[str, Item] = field(default_factory=dict)

    async def add(self, name: str, state: str = "submitted", funder: str = "council", **answers: Any) -> None:
        self.desk.scene.clock.forward(hours=1)
        self.desk.rowena = await self.desk.scene.as_("rowena", with_tablet=True)
        self.desk.vera = await self.desk.scene.as_("vera")
        self.items[name] = await self.desk.given(state, funder, **answers)

    async def due(self, name: str, at: datetime) -> None:
        await self.desk.db.execute("update submission set due_at = $2 where id = $1", self.items[name].id, at)

    def names(self, answer: httpx.Response) -> list[str]:
        known = {item.id: name for name, item in self.items.items()}
        return [known[one] for one in ids(answer)]

    async def found(self, **asked: Any) -> list[str]:
        return self.names(await self.ask(**asked))

    async def ask(self, verifier: Someone | None = None, **asked: Any) -> httpx.Response:
        return await (verifier or self.desk.vera).get("/v1/verification/worklist", params=asked)

    async def walk(self, between: Callable[[], Awaitable[None]] | None = None, **asked: Any) -> list[str]:
        """All pages, one after the other; with something that happens `between` them."""
        names: list[str] = []
        cursor: dict[str, Any] = {}
        while True:
            answer = await self.ask(**asked, **cursor)
            names += self.names(answer)
            if "next_cursor" not in answer.json():
                return names
            cursor = {"cursor": answer.json()["next_cursor"]}
            if between:
                await between()


@pytest.fixture
async def waiting(desk: Desk) -> Waiting:
    waiting = Waiting(desk)
    await waiting.add("plain")
    await waiting.add("amber", **AMBER)
    await waiting.add("joint", funder="joint")
    await waiting.add("nhs", funder="nhs", **RED)
    await waiting.add("open", "checking", **STATUTORY)
    await waiting.add("approved", "approved", **AMBER)
    await waiting.due("open", NOON + timedelta(days=1))
    await waiting.due("joint", NOON + timedelta(days=2))
    return waiting


async def test_what_waits_is_what_nobody_has_decided(waiting: Waiting) -> None:
    assert set(await waiting.found()) == {"plain", "amber", "joint", "nhs", "open"}


async def test_every_filter_lets_through_what_it_names(waiting: Waiting) -> None:
    scene = waiting.desk.scene
    everything = ["plain", "amber", "joint", "nhs", "open"]
    expected: list[tuple[dict[str, Any], list[str]]] = [
        ({"state": "approved"}, ["approved"]),
        ({"state": ["checking", "approved"]}, ["open", "approved"]),
        ({"queue": "light_touch"}, ["plain"]),
        ({"queue": "full"}, ["amber", "open"]),
        ({"queue": "health"}, ["nhs"]),
        ({"queue": "joint"}, ["joint"]),
        ({"rating": "amber"}, ["amber"]),
        ({"rating": ["amber", "red"], "state": ["submitted", "approved"]}, ["amber", "nhs", "approved"]),
        ({"provider": scene.provider}, everything),
        ({"provider": uuid4()}, []),
        ({"location": scene.location}, everything),
        ({"location": scene.other_location}, []),
        ({"form": "review"}, everything),
        ({"form": "assessment"}, []),
        ({"due_before": "2026-11-18T12:00:00Z"}, ["nhs", "open"]),
        ({"due_before": "2026-11-18T13:00:00+01:00"}, ["nhs", "open"]),
        ({"due_before": "2026-11-18T12:00:01Z"}, ["joint", "nhs", "open"]),
        ({"not_met": "true"}, ["amber", "nhs", "open"]),
        ({"not_met": "false"}, ["plain", "joint"]),
    ]

    for asked, names in expected:
        assert await waiting.found(sort="received_at", **asked) == names, asked


async def test_every_line_counts_the_elements_of_the_report_as_the_report_itself_does(
    waiting: Waiting,
) -> None:
    for item in (await waiting.ask()).json()["items"]:
        told = (await waiting.desk.vera.get(f"/v1/submissions/{item['id']}/compliance")).json()["counts"]

        assert item["elements"] == {"met": told["met"], "not_met": told["not_met"]}


async def test_what_was_received_before_elements_were_counted_says_nothing_of_them(waiting: Waiting) -> None:
    await waiting.desk.db.execute("update submission set elements_met = null, elements_not_met = null")

    assert all("elements" not in item for item in (await waiting.ask()).json()["items"])
    assert await waiting.found(not_met="true") == await waiting.found(not_met="false") == []


async def test_a_reference_is_found_however_it_is_typed_and_a_person_by_their_record_id(
    waiting: Waiting,
) -> None:
    amber = waiting.items["amber"]
    reference = (await waiting.desk.vera.get(f"/v1/submissions/{amber.id}")).json()["reference"]

    for typed in (reference, reference.lower(), reference.replace("-", ""), reference.replace("0", "o")):
        assert await waiting.found(q=typed) == ["amber"]
    assert await waiting.found(q=amber.cared.record_id) == ["amber"]
    assert await waiting.found(q=amber.cared.record_id[:-1]) == []
    assert await waiting.found(q="Tregear") == []


async def test_every_order_is_what_it_says(waiting: Waiting) -> None:
    assert {sort: await waiting.found(sort=sort) for sort in SORTS} == {
        "due_at": ["open", "nhs", "joint", "plain", "amber"],
        "received_at": ["plain", "amber", "joint", "nhs", "open"],
        "-received_at": ["open", "nhs", "joint", "amber", "plain"],
        "-rating": ["nhs", "amber", "plain", "joint", "open"],
    }
    assert await waiting.found() == await waiting.found(sort="due_at")


async def test_pages_of_any_size_hold_everything_exactly_once(waiting: Waiting) -> None:
    for sort in SORTS:
        whole = await waiting.found(sort=sort)
        for limit in range(1, len(whole) + 2):
            assert await waiting.walk(sort=sort, limit=limit) == whole


async def test_reviews_received_in_the_same_moment_have_an_order_too(waiting: Waiting) -> None:
    await waiting.desk.db.execute("update submission set received_at = $1, due_at = null, risk = 1", NOON)

    for sort in SORTS:
        whole = await waiting.found(sort=sort)
        assert await waiting.walk(sort=sort, limit=2) == whole
        assert len(whole) == 5


@pytest.mark.parametrize("sort", SORTS)
async def test_nothing_is_shown_twice_while_more_arrives(waiting: Waiting, sort: str) -> None:
    before = await waiting.found(sort=sort)
    arriving = iter([RED, AMBER, {}, OTHER, RED, AMBER])

    async def one_more_arrives() -> None:
        for answers in islice(arriving, 1):
            await waiting.add(f"late {len(waiting.items)}", **answers)

    seen = await waiting.walk(one_more_arrives, sort=sort, limit=1)

    assert len(seen) == len(set(seen))
    assert [name for name in seen if name in before] == before


async def test_counts_are_of_all_that_the_filters_let_through(waiting: Waiting) -> None:
    one_page = (await waiting.ask(limit=1)).json()
    filtered = (await waiting.ask(queue="light_touch", rating="green")).json()

    assert len(one_page["items"]) == 1
    assert one_page["counts"] == {
        "total": 5,
        "state": {"checking": 1, "submitted": 4},
        "queue": {"full": 2, "health": 1, "joint": 1, "light_touch": 1},
        "rating": {"amber": 1, "green": 3, "red": 1},
    }
    assert filtered["counts"] == {
        "total": 1,
        "state": {"submitted": 1},
        "queue": {"light_touch": 1},
        "rating": {"green": 1},
    }


async def test_a_line_says_what_a_verifier_needs_to_choose(waiting: Waiting) -> None:
    item = waiting.items["open"]
    await waiting.desk.amended(item, "I would rather have a bath.")
    (line,) = (await waiting.ask(state="checking")).json()["items"]
    scene = waiting.desk.scene

    assert line == {
        "id": item.id,
        "authority_id": str(scene.authority),
        "kind": "review",
        "reference": line["reference"],
        "state": "checking",
        "rev": 1,
        "proposed_rev": 2,
        "queue": "full",
        "person": {"id": str(item.cared.person.id), "name": "Morwenna Tregear"},
        "location": {"id": str(scene.location), "name": "Truro office"},
        "provider": {"id": str(scene.provider), "name": "The provider"},
        "rating": "green",
        "findings": {"statutory": 1, "other": 0},
        "elements": {"met": 29, "not_met": 1},
        "bulk_approvable": False,
        "open_queries": 0,
        "reason": line["reason"],
        "received_at": "2026-11-16T17:00:00Z",
        "due_at": "2026-11-17T12:00:00Z",
        "opened_by": str(waiting.desk.vera.actor.account_id),
        "summary": line["summary"],
    }
    assert line["reason"].startswith("Not in bulk: ")
    assert "Tregear" not in line["summary"] + line["reason"]


async def test_an_nhs_verifier_sees_only_whom_the_nhs_pays_for(waiting: Waiting) -> None:
    hedra = await waiting.desk.scene.as_("hedra")

    answer = await waiting.ask(hedra, sort="received_at")

    assert waiting.names(answer) == ["joint", "nhs"]
    assert answer.json()["counts"]["total"] == 2


async def test_another_councils_verifiers_see_nothing_of_it(waiting: Waiting) -> None:
    scene = waiting.desk.scene
    abroad = await scene.world.organisation("council", await scene.world.authority("Elsewhere Council"))
    scene.actors["morwen"] = await person(scene.world, Role.VERIFIER_ASC, abroad, username="morwen")

    answer = (await waiting.ask(await scene.as_("morwen"))).json()

    assert (answer["items"], answer["counts"]["total"]) == ([], 0)


async def test_only_verifiers_have_a_worklist(desk: Desk) -> None:
    for name in ("rowena", "wenna", "cora", "ada"):
        someone = await desk.scene.as_(name)
        assert refusal(await someone.get("/v1/verification/worklist"))[:2] == (403, "forbidden")


async def test_what_can_not_be_asked_is_refused_with_a_pointer(desk: Desk) -> None:
    other_order = "WyJkdWVfYXQiLDEsMSwiMDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAwIl0"
    too_far = "WyItcmF0aW5nIiwxZTMwMCwxLCIwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMDAiXQ"
    wrong = [
        ("state", "lost"),
        ("queue", "council"),
        ("rating", "blue"),
        ("provider", "Kernow Home Care"),
        ("due_before", "2026-11-18T12:00:00"),
        ("due_before", "tomorrow"),
        ("sort", "rating"),
        ("q", ""),
        ("q", "x" * 51),
        ("limit", "0"),
        ("limit", "201"),
        ("cursor", "!"),
        ("cursor", other_order),
        ("cursor", too_far),
        ("person", "Tregear"),
    ]

    for name, value in wrong:
        answer = await desk.vera.get("/v1/verification/worklist", params={"sort": "-rating", name: value})
        assert refusal(answer)[:2] == (400, "malformed"), (name, value)
        assert answer.json()["issues"][0]["pointer"] == f"/query/{name}"
