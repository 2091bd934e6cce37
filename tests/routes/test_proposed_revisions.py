"""What a reviewer sends while a verifier works waits until it is taken in: nothing unseen is ever decided."""

import pytest

from tests.support.desk import STATUTORY, Desk, Item, refusal


async def proposed(desk: Desk) -> Item:
    """A review that Vera has open at revision 1, with a second one waiting."""
    item = await desk.given("checking")
    sent = await desk.amended(item, "I would rather have a bath.")
    assert (sent["status"], sent["rev"], sent["state"]) == ("accepted", 2, "checking")
    return item


@pytest.mark.parametrize("action", ["approve", "return", "reject"])
async def test_nothing_is_decided_while_a_revision_waits(desk: Desk, action: str) -> None:
    item = await proposed(desk)

    for seen in (1, 2):
        answer = await desk.take(desk.vera, item, action, seen=seen)
        problem = answer.json()
        assert refusal(answer)[:2] == (412, "stale-revision")
        assert (problem["current_rev"], problem["issues"][0]["params"]) == (
            1,
            {"seen_rev": seen, "rev": 1, "proposed_rev": 2},
        )
    assert (await desk.left(item))["decision"] == 0


async def test_the_refusal_shows_what_the_new_revision_says(desk: Desk) -> None:
    item = await proposed(desk)

    problem = (await desk.do(desk.vera, item, "approve")).json()

    (changed,) = problem["difference"]
    assert changed == {
        "section": changed["section"],
        "pointer": "/person_views",
        "before": desk.scene.review(item.cared)["person_views"],
        "after": "I would rather have a bath.",
    }


async def test_taking_in_names_the_revision_that_waits(desk: Desk) -> None:
    item = await proposed(desk)

    assert refusal(await desk.take(desk.vera, item, "take_in", seen=1))[:2] == (412, "stale-revision")
    taken = await desk.take(desk.vera, item, "take_in", seen=2)

    seen = taken.json()
    assert (taken.status_code, taken.headers["ETag"]) == (200, '"2"')
    assert (seen["state"], seen["rev"], seen["body"]) == ("checking", 2, item.body)
    assert "proposed_rev" not in seen
    assert seen["opened"]["verifier_id"] == str(desk.vera.actor.account_id)


async def test_what_was_taken_in_is_what_is_approved(desk: Desk) -> None:
    item = await proposed(desk)
    await desk.take(desk.vera, item, "take_in", seen=2)

    assert refusal(await desk.take(desk.vera, item, "approve", seen=1))[:2] == (412, "stale-revision")
    approved = (await desk.take(desk.vera, item, "approve", seen=2)).json()

    assert (approved["state"], approved["decisions"][0]["rev"]) == ("approved", 2)
    assert await desk.db.fetchval("select rev from outbox where submission_id = $1", item.id) == 2


async def test_releasing_adopts_the_revision_that_waits(desk: Desk) -> None:
    item = await proposed(desk)

    released = (await desk.do(desk.vera, item, "release")).json()

    assert (released["state"], released["rev"], released["body"]) == ("submitted", 2, item.body)
    assert "proposed_rev" not in released


async def test_another_verifier_is_not_told_of_the_revision_but_of_the_lease(desk: Desk) -> None:
    item = await proposed(desk)

    assert refusal(await desk.take(desk.victor, item, "take_in", seen=2))[1] == "open-with-another"


async def test_only_the_newest_of_several_waits(desk: Desk) -> None:
    item = await proposed(desk)
    assert (await desk.amended(item, "A bath on Fridays."))["rev"] == 3

    assert refusal(await desk.take(desk.vera, item, "take_in", seen=2))[:2] == (412, "stale-revision")
    assert (await desk.take(desk.vera, item, "take_in", seen=3)).json()["rev"] == 3


async def test_what_waits_can_be_read_before_it_is_taken_in(desk: Desk) -> None:
    item = await proposed(desk)

    shown = (await desk.vera.get(f"/v1/submissions/{item.id}")).json()
    revisions = (await desk.vera.get(f"/v1/submissions/{item.id}/revisions")).json()["items"]
    diff = (await desk.vera.get(f"/v1/submissions/{item.id}/diff?from=1&to=2")).json()

    assert (shown["rev"], shown["proposed_rev"]) == (1, 2)
    assert [one["rev"] for one in revisions] == [2, 1]
    assert [one["pointer"] for one in diff["differences"]] == ["/person_views"]


async def test_a_revision_with_findings_brings_them_when_it_is_taken_in(desk: Desk) -> None:
    item = await desk.given("checking")
    item.body = item.body | STATUTORY
    await desk.amended(item, "I would rather have a bath.")

    assert (await desk.vera.get(f"/v1/submissions/{item.id}")).json()["findings"] == []
    taken = (await desk.take(desk.vera, item, "take_in", seen=2)).json()

    assert [finding["pointer"] for finding in taken["findings"]] == ["/carer_involved"]
    assert taken["blocking"] == taken["findings"]
    assert refusal(await desk.take(desk.vera, item, "approve", seen=2))[1] == "findings-stop-approval"
