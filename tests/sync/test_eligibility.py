"""Work of those who may not take part is kept, opened by a verifier, and remembers why."""

from datetime import date
from typing import Any
from uuid import uuid4

from service.store.engine import Connection
from tests.support.scene import Cared, Scene
from tests.support.world import LONG_AGO

MUST_BE_OPENED = {"reviewer-standing", "location-standing"}


async def sent(scene: Scene, cared: Cared) -> dict[str, Any]:
    """The newest revision, as a verifier reads it, of a review that rowena has sent."""
    rowena = await scene.as_("rowena", with_tablet=True)
    body = scene.review(cared)
    (result,) = await rowena.push(scene.submit(rowena, cared, body))
    assert result["status"] == "accepted", result
    vera = await scene.as_("vera")
    revisions = await vera.get(f"/v1/submissions/{body['submission_id']}/revisions")
    (revision,) = revisions.json()["items"]
    submission = await vera.get(f"/v1/submissions/{body['submission_id']}")
    shown: dict[str, Any] = {"standing": revision["standing"], "routing": submission.json()["routing"]}
    return shown


def lacking(shown: dict[str, Any]) -> dict[str, list[str]]:
    """Of reviewer and location, the codes of what they lacked at receipt, as it is kept."""
    return {
        who: [
            reason["code"]
            for reason in shown["standing"][who]["eligibility"]["at_receipt"].get("reasons", [])
        ]
        for who in ("reviewer", "location")
    }


def reasons(shown: dict[str, Any]) -> set[str]:
    return {reason["code"] for reason in shown["routing"]["reasons"]} & MUST_BE_OPENED


async def rate(owner: Connection, scene: Scene, rating: str, status: str = "Active") -> None:
    await owner.execute(
        "update location_rating set rating = $2, status = $3 where location_id = $1",
        scene.location,
        rating,
        status,
    )


async def test_of_those_who_may_take_part_it_is_kept_that_they_may(scene: Scene) -> None:
    shown = await sent(scene, await scene.cared())

    assert lacking(shown) == {"reviewer": [], "location": []}
    assert shown["standing"]["location"]["eligibility"]["at_review"]["standing"] == "eligible"
    assert reasons(shown) == set()


async def test_work_for_a_location_that_may_not_take_part_is_kept_and_opened(
    scene: Scene, owner: Connection
) -> None:
    await rate(owner, scene, "Inadequate")

    shown = await sent(scene, await scene.cared())

    assert lacking(shown) == {"reviewer": [], "location": ["rating-not-accepted"]}
    assert reasons(shown) == {"location-standing"}


async def test_a_reviewer_without_what_the_person_needs_is_no_reviewer_for_that_person(scene: Scene) -> None:
    shown = await sent(scene, await scene.cared(flags=["autistic"]))

    assert lacking(shown) == {"reviewer": ["course-missing"], "location": []}
    assert reasons(shown) == {"reviewer-standing"}


async def test_the_councils_word_lets_a_location_take_part(scene: Scene, owner: Connection) -> None:
    await rate(owner, scene, "Inadequate")
    await scene.world.insert(
        "location_override",
        authority_id=scene.authority,
        id=uuid4(),
        location_id=scene.location,
        valid_from=date(2026, 11, 1),
        valid_until=date(2026, 11, 30),
        decided_by=scene.actors["ada"].account_id,
    )

    shown = await sent(scene, await scene.cared())

    kept = shown["standing"]["location"]["eligibility"]["at_receipt"]
    assert (kept["standing"], kept["flags"], kept["overridden_until"]) == (
        "eligible",
        ["overridden"],
        "2026-11-30",
    )
    assert reasons(shown) == set()


async def test_training_that_was_recorded_in_error_counts_for_nothing(
    scene: Scene, owner: Connection
) -> None:
    await owner.execute("update training set voided_at = $1 where course = 'Care Act'", LONG_AGO)

    shown = await sent(scene, await scene.cared())

    assert lacking(shown)["reviewer"] == ["course-missing"]
