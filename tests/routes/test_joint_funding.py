"""What council and NHS pay for together is approved when both have approved the same revision."""

from tests.support.desk import COMMENTS, Desk, refusal


async def test_the_first_approval_is_kept_and_the_review_waits_for_the_other_body(desk: Desk) -> None:
    item = await desk.given("submitted", "joint")

    first = (await desk.do(desk.vera, item, "open", "approve")).json()

    assert (first["state"], first["rev"]) == ("submitted", 1)
    assert [(one["body"], one["outcome"], one["rev"]) for one in first["decisions"]] == [
        ("council", "approved", 1)
    ]
    assert (await desk.left(item))["outbox"] == 0


async def test_the_second_approval_completes_it_whichever_body_was_first(desk: Desk) -> None:
    for first, second in ((desk.vera, desk.hedra), (desk.hedra, desk.vera)):
        item = await desk.given("submitted", "joint")
        await desk.do(first, item, "open", "approve")

        done = (await desk.do(second, item, "open", "approve")).json()

        assert done["state"] == "approved"
        assert sorted(one["body"] for one in done["decisions"]) == ["council", "nhs"]
        assert (await desk.left(item))["outbox"] == 1


async def test_a_body_decides_once_about_a_revision(desk: Desk) -> None:
    item = await desk.given("submitted", "joint")
    await desk.do(desk.vera, item, "open", "approve")

    for verifier in (desk.vera, desk.victor):
        for action in ("open", "approve"):
            answer = await desk.do(verifier, item, action)
            assert refusal(answer) == (409, "already-decided", ["already-decided"])
            assert answer.json()["issues"][0]["params"] == {"body": "council"}
    assert (await desk.left(item))["decision"] == 1


async def test_a_body_that_has_decided_hears_so_while_the_other_one_looks(desk: Desk) -> None:
    item = await desk.given("submitted", "joint")
    await desk.do(desk.vera, item, "open", "approve")
    await desk.do(desk.hedra, item, "open")

    assert refusal(await desk.do(desk.vera, item, "approve"))[1] == "already-decided"


async def test_a_new_revision_voids_the_first_approval(desk: Desk) -> None:
    item = await desk.given("submitted", "joint")
    await desk.do(desk.vera, item, "open", "approve")
    await desk.amended(item, "I have changed my mind.")
    item.rev = 2

    seen = (await desk.hedra.get(f"/v1/submissions/{item.id}")).json()
    assert (seen["rev"], seen["decisions"]) == (2, [])
    by_the_nhs = (await desk.do(desk.hedra, item, "open", "approve")).json()
    by_the_council = (await desk.do(desk.victor, item, "open", "approve")).json()

    assert (by_the_nhs["state"], by_the_council["state"]) == ("submitted", "approved")
    decisions = await desk.db.fetch(
        "select rev, body, void from decision where submission_id = $1 order by rev, body", item.id
    )
    assert [tuple(one) for one in decisions] == [
        (1, "council", True),
        (2, "council", False),
        (2, "nhs", False),
    ]


async def test_a_revision_taken_in_by_the_second_body_voids_the_first_approval(desk: Desk) -> None:
    item = await desk.given("submitted", "joint")
    await desk.do(desk.vera, item, "open", "approve")
    await desk.do(desk.hedra, item, "open")
    await desk.amended(item, "I have changed my mind.")
    item.rev = 2

    done = (await desk.do(desk.hedra, item, "take_in", "approve")).json()

    assert (done["state"], done["rev"]) == ("submitted", 2)
    assert [(one["body"], one["rev"]) for one in done["decisions"]] == [("nhs", 2)]


async def test_one_body_returns_it_for_both(desk: Desk) -> None:
    item = await desk.given("submitted", "joint")
    await desk.do(desk.vera, item, "open", "approve")

    returned = (await desk.do(desk.hedra, item, "open", "return")).json()

    assert returned["state"] == "returned"
    assert [said["text"] for said in returned["comments"]] == [COMMENTS["comments"][0]["text"]]


async def test_who_verifies_for_both_bodies_decides_for_each_in_its_capacity(desk: Desk) -> None:
    item = await desk.given("submitted", "joint")
    await desk.scene.world.insert(
        "membership",
        account_id=desk.vera.actor.account_id,
        organisation_id=desk.scene.nhs_body,
        role="verifier_health",
    )
    vera = await desk.scene.as_("vera")

    first = (await desk.do(vera, item, "open", "approve")).json()
    desk.scene.clock.forward(minutes=1)
    second = (await desk.do(vera, item, "open", "approve")).json()

    assert (first["state"], second["state"]) == ("submitted", "approved")
    approvals = [event for event in second["history"] if event["action"] == "approve"]
    assert [event["capacity"] for event in approvals] == ["verifier_asc", "verifier_health"]
    assert [one["body"] for one in second["decisions"]] == ["council", "nhs"]
