"""A tablet pushes while a verifier works on the same review: nobody's work is lost, and nobody decides unseen."""

from typing import Any

import pytest

from service.store.engine import Connection
from tests.support.scene import Scene, Someone
from tests.support.wire import Json

STATES = ["submitted", "checking", "approved", "recorded", "returned", "rejected", "withdrawn"]


class Desk:
    """One review of rowena's, and vera who verifies it."""

    def __init__(self, scene: Scene, rowena: Someone, vera: Someone, body: Json) -> None:
        self.scene, self.rowena, self.vera, self.body = scene, rowena, vera, body
        self.review = body["submission_id"]

    async def act(self, action: str, seen: int, body: Any = None) -> Json:
        answer = await self.vera.act(self.review, action, seen, body)
        assert answer.status_code == 200, answer.text
        whole: Json = answer.json()
        return whole

    async def bring_to(self, state: str, owner: Connection, rev: int = 1) -> None:
        """The review, submitted and at this revision, comes into this state as it would in life."""
        if state in ("checking", "approved", "recorded", "returned", "rejected"):
            await self.act("open", rev)
        if state in ("approved", "recorded"):
            await self.act("approve", rev)
        if state == "returned":
            await self.act("return", rev, {"comments": [{"pointer": "/working_well", "text": "Say more."}]})
        if state == "rejected":
            await self.act("reject", rev, {"reason": "Not about this person."})
        if state == "withdrawn":
            await self.rowena.push(self.scene.withdraw(self.rowena, self.review, rev))
        if state == "recorded":  # the record's own answer comes from elsewhere
            await owner.execute("update submission set state = 'recorded'")

    async def amend(self, base_rev: int, **changes: Any) -> Json:
        op = self.scene.amend(self.rowena, self.body | {"working_well": "The garden."} | changes, base_rev)
        (result,) = await self.rowena.push(op)
        return result | {"sha256": op["body_sha256"]}

    async def withdraw(self, base_rev: int) -> Json:
        (result,) = await self.rowena.push(self.scene.withdraw(self.rowena, self.review, base_rev))
        return result

    async def seen_by_vera(self) -> Json:
        whole: Json = (await self.vera.get(f"/v1/submissions/{self.review}")).json()
        return whole


@pytest.fixture
async def desk(scene: Scene) -> Desk:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    cared = await scene.cared()
    body = scene.review(cared)
    await rowena.push(scene.submit(rowena, cared, body))
    return Desk(scene, rowena, vera, body)


async def test_an_amendment_of_what_waits_is_accepted_and_its_risk_judged_again(desk: Desk) -> None:
    before = await desk.seen_by_vera()

    result = await desk.amend(1, safe_care_rag=desk.body["safe_care_rag"] | {"provider_rating": "red"})

    after = await desk.seen_by_vera()
    assert (result["status"], result["state"], result["rev"]) == ("accepted", "submitted", 2)
    assert (before["rating"]["effective"], after["rating"]["effective"]) == ("green", "red")
    assert after["rev"] == 2
    assert "proposed_rev" not in after


async def test_an_amendment_while_it_is_checked_is_proposed(desk: Desk) -> None:
    await desk.act("open", 1)

    result = await desk.amend(1)

    seen = await desk.seen_by_vera()
    assert (result["status"], result["state"], result["rev"]) == ("accepted", "checking", 2)
    assert (seen["rev"], seen["proposed_rev"]) == (1, 2)
    assert seen["body"] == desk.body


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("approve", {}),
        ("reject", {"reason": "No."}),
        ("return", {"comments": [{"pointer": "", "text": "More."}]}),
    ],
)
@pytest.mark.parametrize("named", [1, 2], ids=["names the old", "names the new"])
async def test_nobody_decides_while_a_revision_waits_that_they_have_not_taken_in(
    desk: Desk, action: str, said: Json, named: int
) -> None:
    await desk.act("open", 1)
    await desk.amend(1)

    answer = await desk.vera.act(desk.review, action, named, said)

    assert (answer.status_code, answer.json()["code"]) == (412, "stale-revision")
    if named == 1:
        (changed,) = answer.json()["difference"]
        assert changed["pointer"] == "/working_well"
        assert changed["after"] == "The garden."
    assert (await desk.seen_by_vera())["state"] == "checking"


async def test_what_was_proposed_is_taken_in_and_can_then_be_approved(desk: Desk) -> None:
    await desk.act("open", 1)
    await desk.amend(1)

    taken = await desk.act("take_in", 2)
    approved = await desk.act("approve", 2)

    assert (taken["state"], taken["rev"], taken["body"]["working_well"]) == ("checking", 2, "The garden.")
    assert "proposed_rev" not in taken
    assert (approved["state"], approved["rev"]) == ("approved", 2)


async def test_what_was_proposed_is_adopted_when_the_verifier_lets_go(desk: Desk) -> None:
    await desk.act("open", 1)
    await desk.amend(1, safe_care_rag=desk.body["safe_care_rag"] | {"provider_rating": "red"})

    released = await desk.act("release", 1)

    assert (released["state"], released["rev"]) == ("submitted", 2)
    assert "proposed_rev" not in released
    assert released["rating"]["effective"] == "red"


async def test_a_proposal_builds_on_the_one_before_it(desk: Desk) -> None:
    await desk.act("open", 1)
    await desk.amend(1)

    stale = await desk.amend(1, working_well="The cat.")
    next_one = await desk.amend(2, working_well="The dog.")

    assert (stale["status"], stale["problem"]["code"]) == ("conflict", "stale-base")
    assert (next_one["status"], next_one["rev"]) == ("accepted", 3)
    assert (await desk.act("take_in", 3))["body"]["working_well"] == "The dog."


async def test_what_was_returned_is_amended_and_waits_again(desk: Desk, owner: Connection) -> None:
    await desk.bring_to("returned", owner)

    result = await desk.amend(1)

    assert (result["status"], result["state"], result["rev"]) == ("accepted", "submitted", 2)
    assert (await desk.seen_by_vera())["comments"][0]["text"] == "Say more."


@pytest.mark.parametrize("state", ["approved", "recorded"])
async def test_what_was_approved_is_not_amended_but_corrected(
    desk: Desk, owner: Connection, state: str
) -> None:
    await desk.bring_to(state, owner)

    result = await desk.amend(1)

    assert (result["status"], result["state"], result["rev"]) == ("conflict", state, 1)
    assert result["problem"]["code"] == "already-approved"
    assert result["problem"]["offer"] == ["request_correction"]
    assert await owner.fetchval("select encode(sha256(body), 'hex') from op_body") == result["sha256"]


@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
async def test_what_is_closed_is_not_amended_but_begun_anew(
    desk: Desk, owner: Connection, state: str
) -> None:
    await desk.bring_to(state, owner)

    result = await desk.amend(1)

    assert (result["status"], result["state"]) == ("conflict", state)
    assert result["problem"]["code"] == "closed"
    assert (result["problem"]["seen_rev"], result["problem"]["changed_sections"]) == (1, [])
    assert result["problem"]["offer"] == ["submit_linked"]
    assert result["problem"]["params"] == {"state": state}
    assert (
        await owner.fetchval("select encode(sha256(body), 'hex') from op_body where status = 'conflict'")
        == result["sha256"]
    )


OFFERED = {
    "approved": ["request_correction"],
    "recorded": ["request_correction"],
    "rejected": ["submit_linked"],
    "withdrawn": ["submit_linked"],
}


@pytest.mark.parametrize("state", STATES)
async def test_a_stale_base_is_a_conflict_whatever_the_state(
    desk: Desk, owner: Connection, state: str
) -> None:
    wenna = await desk.scene.as_("wenna", with_tablet=True)
    await wenna.push(desk.scene.amend(wenna, desk.body | {"method": "phone"}, 1))
    await desk.bring_to(state, owner, rev=2)

    result = await desk.amend(1)

    problem = result["problem"]
    assert (result["status"], result["state"]) == ("conflict", state)
    assert (problem["code"], problem["retry"]) == ("stale-base", "after_pull")
    assert problem["offer"] == OFFERED.get(state, ["amend"])
    assert (problem["seen_rev"], problem["server_rev"]) == (1, 2)
    assert problem["params"] == {"seen_rev": 1, "server_rev": 2}
    assert problem["changed_by_role"] == "provider_admin"
    assert problem["changed_sections"] == ["review"]


async def test_a_base_that_never_was_is_stale_too(desk: Desk) -> None:
    amended, withdrawn = await desk.amend(9), await desk.withdraw(9)

    assert amended["problem"]["code"] == withdrawn["problem"]["code"] == "stale-base"
    assert amended["problem"]["changed_sections"] == ["plan"]
    assert withdrawn["problem"]["changed_sections"] == []


@pytest.mark.parametrize("state", STATES)
async def test_what_waits_or_was_returned_can_be_withdrawn_and_nothing_else(
    desk: Desk, owner: Connection, state: str
) -> None:
    await desk.bring_to(state, owner)

    result = await desk.withdraw(1)

    outcomes = {
        "submitted": None,
        "returned": None,
        "checking": "in-checking",
        "approved": "already-approved",
        "recorded": "already-approved",
        "rejected": "closed",
        "withdrawn": "closed",
    }
    code = outcomes[state]
    assert result["status"] == ("conflict" if code else "accepted")
    assert result["state"] == (state if code else "withdrawn")
    assert (result.get("problem") or {}).get("code") == code


async def test_a_new_revision_voids_what_one_of_two_bodies_decided(scene: Scene, owner: Connection) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    cared = await scene.cared("joint")
    desk = Desk(scene, rowena, vera, scene.review(cared))
    await rowena.push(scene.submit(rowena, cared, desk.body))
    await desk.act("open", 1)
    half = await desk.act("approve", 1)

    await desk.amend(1)

    after = await desk.seen_by_vera()
    assert [decision["body"] for decision in half["decisions"]] == ["council"]
    assert after["decisions"] == []
    assert await owner.fetchval("select void from decision")
    await desk.act("open", 2)
    await desk.act("approve", 2)
