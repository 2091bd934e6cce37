"""The verifiers' desk of a scene: reviews in every state, brought there as people bring them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpx

from schemas.submissions import State
from service.store.engine import Connection
from tests.support.scene import Cared, Scene, Someone

COMMENTS = {"comments": [{"pointer": "/contingency_plan", "text": "Who holds the key?"}]}
REASON = {"reason": "This is another person's review."}
RATING = {"rating": "amber", "reason": "Her daughter has moved in, as I have seen."}
WORDS: dict[str, dict[str, Any]] = {"return": COMMENTS, "reject": REASON, "rate": RATING}
"""What an action has to be told; all others are told nothing."""
ACTIONS = ("open", "release", "approve", "take_in", "return", "reject")

STATUTORY: dict[str, Any] = {"carer_involved": "no_carer"}
"""Makes a finding that rests on the law: there is a carer, who has to be asked."""
OTHER: dict[str, Any] = {"working_well": " "}
"""Makes a finding of common sense: a question was not answered."""


@dataclass
class Item:
    """One review: what was sent, and the revision at which it stands."""

    id: str
    body: dict[str, Any]
    cared: Cared
    rev: int = 1


@dataclass
class Desk:
    """Rowena sends from her tablet; Vera and Victor verify for the council, Hedra for the NHS body."""

    scene: Scene
    rowena: Someone
    vera: Someone
    victor: Someone
    hedra: Someone

    def on(self, scene: Scene) -> "Desk":
        """The same people at the desk of a copy of the scene."""
        people = (self.rowena, self.vera, self.victor, self.hedra)
        return Desk(scene, *(one.on(scene.app) for one in people))

    @property
    def db(self) -> Connection:
        """The database as its owner sees it."""
        return self.scene.world.connection

    async def given(self, state: str = "submitted", funder: str = "council", **answers: Any) -> Item:
        """A review in `state`; a jointly funded one has both approvals when it is approved."""
        item = await self.sent(await self.scene.cared(funder), **answers)
        match State(state):
            case State.SUBMITTED:
                pass
            case State.WITHDRAWN:
                await self.rowena.push(self.scene.withdraw(self.rowena, item.id, item.rev))
            case State.APPROVED:
                await self.approved(item)
            case State.RECORDED | State.CORRECTION_OPEN:
                await self.approved(item)
                await self.place(item, state)
            case State.CHECKING:
                await self.do(self.verifiers(funder)[0], item, "open")
            case State.RETURNED:
                await self.do(self.verifiers(funder)[0], item, "open", "return")
            case State.REJECTED:
                await self.do(self.verifiers(funder)[0], item, "open", "reject")
        return item

    async def sent(self, cared: Cared, **answers: Any) -> Item:
        body = self.scene.review(cared, **answers)
        (result,) = await self.rowena.push(self.scene.submit(self.rowena, cared, body))
        assert result["status"] == "accepted", result
        return Item(body["submission_id"], body, cared)

    async def amended(self, item: Item, views: str) -> dict[str, Any]:
        """Send the review again with other views of the person, on top of its newest revision."""
        latest = await self.db.fetchval("select max(rev) from submission_rev where id = $1", item.id)
        item.body = item.body | {"person_views": views}
        (result,) = await self.rowena.push(self.scene.amend(self.rowena, item.body, latest))
        return result

    async def do(self, verifier: Someone, item: Item, *actions: str) -> httpx.Response:
        """Take these actions at the item's revision, one after the other; all but the last have to succeed."""
        for action in actions[:-1]:
            done = await self.take(verifier, item, action)
            assert done.status_code == 200, done.text
        return await self.take(verifier, item, actions[-1])

    async def take(
        self, verifier: Someone, item: Item, action: str, seen: int | None = None, key: str | None = None
    ) -> httpx.Response:
        return await verifier.act(item.id, action, seen or item.rev, WORDS.get(action), key)

    async def approved(self, item: Item) -> None:
        for verifier in self.verifiers(item.cared.funder):
            done = await self.do(verifier, item, "open", "approve")
            assert done.status_code == 200, done.text

    def verifiers(self, funder: str) -> list[Someone]:
        return {"council": [self.vera], "nhs": [self.hedra], "joint": [self.vera, self.hedra]}[funder]

    async def place(self, item: Item, state: str) -> None:
        """Put it into a state to which no action of a person leads."""
        await self.db.execute("update submission set state = $2 where id = $1", item.id, state)

    async def state(self, item: Item) -> str:
        found: str = await self.db.fetchval("select state from submission where id = $1", item.id)
        return found

    async def left(self, item: Item) -> dict[str, int]:
        """How many rows each table holds of what was done about the review."""
        tables = ("history", "decision", "comment", "outbox")
        return {
            table: await self.db.fetchval(
                f"select count(*) from {table} where submission_id = $1",  # noqa: S608 names of this file
                item.id,
            )
            for table in tables
        }


async def open_desk(scene: Scene) -> Desk:
    return Desk(
        scene,
        await scene.as_("rowena", with_tablet=True),
        await scene.as_("vera"),
        await scene.as_("victor"),
        await scene.as_("hedra"),
    )


def refusal(answer: httpx.Response) -> tuple[int, str, list[str]]:
    """Status and code of a refusal, and the codes of its issues."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    problem = answer.json()
    assert problem["status"] == answer.status_code
    return answer.status_code, problem["code"], [issue["code"] for issue in problem["issues"]]


def ids(answer: httpx.Response) -> list[str]:
    """The ids of the items of a list."""
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def statuses(answers: Iterable[httpx.Response]) -> list[int]:
    return sorted(answer.status_code for answer in answers)
