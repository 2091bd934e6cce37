"""A council's own questions reach tablets before the work that needs them, as forms that older tablets can keep."""

from typing import Any

from schemas.base import decode, encode
from schemas.forms import FormVersion
from schemas.questions import CouncilForm
from service.store.database import Database
from tests.given_questions import NEXT
from tests.support.mirror import tell
from tests.support.questions import ask
from tests.support.scene import Scene


def forms_in(page: dict[str, Any]) -> list[str]:
    return [row["id"] for row in page["rows"] if row["kind"] == "form"]


async def test_a_tablet_pulls_the_questions_of_its_councils_once_each_and_before_anything_else(
    scene: Scene, database: Database
) -> None:
    await tell(scene, database, [await scene.cared()])
    await ask(scene)
    rowena = await scene.as_("rowena", with_tablet=True)
    name = f"review/{scene.authority}"

    first = await rowena.pull()
    again = await rowena.pull(first["cursor"])
    await ask(scene, NEXT)
    rowena = await scene.as_("rowena", with_tablet=True)
    later = await rowena.pull(again["cursor"])

    assert [row["kind"] for row in first["rows"]][:2] == ["form", "person"]
    assert (forms_in(first), forms_in(again), forms_in(later)) == ([f"{name}@1"], [], [f"{name}@2"])
    row = first["rows"][0]
    assert (row["scope"], row["seq"], row["rev"]) == (None, None, 1)
    assert decode(encode(row["body"]), FormVersion).id == name
    assert decode(encode(row["body"]), CouncilForm).asked.questions[0].code == "smoke_alarm"


async def test_a_tablet_that_says_that_it_holds_them_gets_them_no_more(scene: Scene) -> None:
    await ask(scene)
    rowena = await scene.as_("rowena", with_tablet=True)
    known = [{"id": f"review/{scene.authority}", "versions": [1]}]

    page = (await rowena.post("/v1/sync/pull", {"cursor": None, "forms_known": known})).json()

    assert forms_in(page) == ["review@1", "assessment@1"]


async def test_drafts_and_the_questions_of_other_councils_are_not_pulled(scene: Scene) -> None:
    ada = await scene.as_("ada")
    await ada.post("/v1/forms/review/versions/1/questions", NEXT | {"reason": "Not yet."})
    rowena = await scene.as_("rowena", with_tablet=True)

    assert forms_in(await rowena.pull()) == []


async def test_hello_says_which_version_is_asked_and_until_when_the_one_before_is_taken_in(
    scene: Scene,
) -> None:
    await ask(scene)
    await ask(scene, NEXT)
    rowena = await scene.as_("rowena", with_tablet=True)

    told = {one["id"]: one for one in (await rowena.get("/v1/sync/hello")).json()["forms"]}

    assert told["review"] == {"id": "review", "versions": [1]}
    council = {"authority_id": str(scene.authority)}
    assert told[f"review/{scene.authority}"]["standing"] == [
        council | {"version": 2, "state": "open"},
        council | {"version": 1, "state": "closing", "accept_until": "2027-01-15T12:00:00Z"},
    ]


async def test_work_can_not_have_begun_before_its_questions_were_first_given_to_the_tablet(
    scene: Scene,
) -> None:
    cared = await scene.cared()
    rowena = await scene.as_("rowena", with_tablet=True)
    await rowena.pull()
    await ask(scene)
    scene.clock.forward(hours=1)
    rowena = await scene.as_("rowena", with_tablet=True)
    await rowena.pull()
    answers: dict[str, Any] = {"supplementary": {"smoke_alarm": "none"}, "supplementary_version": 1}
    await rowena.push(scene.submit(rowena, cared, scene.review(cared, **answers)))

    (since,) = await scene.world.connection.fetch("select not_before from submission_rev")

    assert since["not_before"].isoformat() == "2026-11-16T13:00:00+00:00"
