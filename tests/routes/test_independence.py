"""Nobody verifies what they or their house have written, what another body pays for, or what they can't see."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from schemas.accounts import Role
from schemas.submissions import State
from tests.support.desk import ACTIONS, Desk, Item, refusal
from tests.support.identity import person
from tests.support.scene import Scene, Someone

NOT_INDEPENDENT = (403, "forbidden", ["verifier-not-independent"])


async def also(desk: Desk, name: str, role: Role, organisation: UUID) -> Someone:
    """Somebody of the scene in a second capacity, signed in."""
    await desk.scene.world.insert(
        "membership",
        id=uuid4(),
        account_id=desk.scene.actors[name].account_id,
        organisation_id=organisation,
        role=role,
    )
    return await desk.scene.as_(name)


async def refusals(desk: Desk, item: Item, verifier: Someone) -> set[Any]:
    answers = [refusal(await desk.do(verifier, item, action)) for action in ACTIONS]
    return {(status, code, tuple(issues)) for status, code, issues in answers}


async def test_neither_the_reviewer_nor_the_submitter_verifies(desk: Desk) -> None:
    cared = await desk.scene.cared()
    body = desk.scene.review(cared, reviewer="piran")
    await desk.rowena.push(desk.scene.submit(desk.rowena, cared, body))
    item = Item(body["submission_id"], body, cared)

    for name in ("rowena", "piran"):
        verifier = await also(desk, name, Role.VERIFIER_ASC, desk.scene.council)
        assert refusal(await desk.do(verifier, item, "open")) == NOT_INDEPENDENT


async def test_nobody_verifies_a_review_of_their_own_organisation_in_any_state(desk: Desk) -> None:
    victor = await also(desk, "victor", Role.HOME_MANAGER, desk.scene.provider)

    for state in State:
        item = await desk.given(state)
        assert await refusals(desk, item, victor) == {(403, "forbidden", ("verifier-not-independent",))}
        assert await desk.state(item) == state


async def test_who_wrote_an_earlier_revision_is_not_independent_of_a_later_one(desk: Desk) -> None:
    item = await desk.given("submitted", reviewer_id=str(desk.scene.actors["piran"].account_id))
    item.body = item.body | {"reviewer_id": str(desk.scene.actors["rowena"].account_id)}
    assert (await desk.amended(item, "I did this visit."))["rev"] == 2
    piran = await also(desk, "piran", Role.VERIFIER_ASC, desk.scene.council)
    await desk.db.execute(
        "delete from membership where account_id = $1 and role = 'reviewer'", piran.actor.account_id
    )
    piran = await desk.scene.as_("piran")

    assert refusal(await piran.act(item.id, "open", seen=2)) == NOT_INDEPENDENT


async def test_who_moves_to_the_council_later_does_not_take_the_whole_council_with_them(desk: Desk) -> None:
    item = await desk.given("submitted")
    desk.scene.clock.forward(days=1)
    await desk.scene.world.insert(
        "membership",
        id=uuid4(),
        account_id=desk.rowena.actor.account_id,
        organisation_id=desk.scene.council,
        role=Role.VERIFIER_ASC,
        valid_from=desk.scene.clock.now,
    )
    rowena, vera = await desk.scene.as_("rowena"), await desk.scene.as_("vera")

    assert refusal(await desk.do(rowena, item, "open")) == NOT_INDEPENDENT
    assert (await desk.do(vera, item, "open")).status_code == 200


async def test_staff_who_accepted_it_out_of_quarantine_leave_it_to_a_colleague(desk: Desk) -> None:
    cared = await desk.scene.cared()
    body = desk.scene.review(cared)
    op = desk.scene.submit(desk.rowena, cared, body | {"not_of_the_form": True})
    (result,) = await desk.rowena.push(op)
    assert result["status"] == "quarantined"
    accepted = await desk.vera.post(f"/v1/sync/quarantine/{op['op_id']}/accept", {"body": body})
    assert accepted.status_code == 200, accepted.text
    item = Item(body["submission_id"], body, cared)

    assert refusal(await desk.do(desk.vera, item, "open")) == NOT_INDEPENDENT
    assert (await desk.do(desk.victor, item, "open", "approve")).status_code == 200


@pytest.mark.parametrize(("funder", "name"), [("nhs", "vera"), ("council", "hedra")])
async def test_only_the_body_that_pays_verifies(desk: Desk, funder: str, name: str) -> None:
    item = await desk.given("submitted", funder)
    await desk.scene.world.grant(item.cared.person, desk.scene.nhs_body, "verification")
    verifier = await desk.scene.as_(name)

    assert await refusals(desk, item, verifier) == {(403, "forbidden", ("other-body",))}


async def test_only_verifiers_verify(desk: Desk) -> None:
    item = await desk.given("submitted")

    for name in ("rowena", "wenna", "ada"):
        answer = await desk.do(await desk.scene.as_(name), item, "open")
        assert refusal(answer) == (403, "forbidden", ["role-not-allowed"])


async def test_what_a_verifier_does_not_reach_is_not_there(desk: Desk, scene: Scene) -> None:
    """Another council's verifier, an NHS verifier without a grant, a reviewer of another location, a commissioner."""
    item = await desk.given("submitted")
    foreign = await scene.world.authority("Elsewhere Council")
    abroad = await scene.world.organisation("council", foreign)
    scene.actors["morwen"] = await person(scene.world, Role.VERIFIER_ASC, abroad, username="morwen")

    for name in ("morwen", "hedra", "tegen", "cora"):
        caller = await scene.as_(name)
        assert refusal(await caller.get(f"/v1/submissions/{item.id}"))[:2] == (404, "not-found"), name
        for part in ("revisions", "history", "diff?from=1&to=1"):
            assert (await caller.get(f"/v1/submissions/{item.id}/{part}")).status_code == 404
        for action in ACTIONS:
            assert refusal(await desk.do(caller, item, action))[:2] == (404, "not-found")
        assert (await caller.get("/v1/submissions")).json()["items"] == []


async def test_a_suspended_verifier_verifies_nothing(desk: Desk) -> None:
    item = await desk.given("submitted")
    await desk.db.execute("update account set state = 'suspended' where id = $1", desk.vera.actor.account_id)
    desk.scene.clock.forward(seconds=10)

    assert refusal(await desk.do(desk.vera, item, "open"))[:2] == (403, "account-suspended")
    assert await desk.state(item) == "submitted"


async def test_what_leaves_a_verifiers_reach_while_they_have_it_open_is_not_there_any_more(
    desk: Desk,
) -> None:
    item = await desk.given("checking", "nhs")
    await desk.db.execute(
        "update access_grant set valid_until = $2 where person_id = $1 and holder_kind = 'organisation'",
        item.cared.person.id,
        desk.scene.clock.now,
    )

    assert refusal(await desk.do(desk.hedra, item, "approve"))[:2] == (404, "not-found")
    assert await desk.state(item) == "checking"
