"""A provider raises a safeguarding concern, and the council alone decides about it."""

from typing import Any

import pytest

from schemas.submissions import State
from tests.support.desk import COMMENTS, Desk, Item, ids, refusal
from tests.support.scene import Someone
from tests.workflows.compliance_cases.given import CONCERN

RAISED: dict[str, Any] = {
    "safeguarding_concern": "new",
    "safeguarding_detail": CONCERN | {"referral_made_at": "2026-11-13T11:00:00Z"},
    "safe_care_rag__factors__safeguarding": 2,
    "safe_care_rag__provider_rating": "red",
}
ACCUSED: dict[str, Any] = RAISED | {
    "safeguarding_detail": CONCERN
    | {"referral_made_at": "2026-11-13T11:00:00Z", "alleged_party_is_provider": True},
    "conflict_of_interest_declared": True,
    "conflict_of_interest_detail": "The concern is about one of us.",
}
AFTERWARDS: dict[str, tuple[str, ...]] = {
    "checking": ("open",),
    "released": ("open", "release"),
    "approved": ("open", "approve"),
    "returned": ("open", "return"),
    "rejected": ("open", "reject"),
    "rated": ("open", "rate"),
}
"""What may happen to a review, by what the council does."""


async def everything_seen_by(someone: Someone, item: Item) -> list[Any]:
    """All that the service tells somebody at the provider about a review."""
    one = f"/v1/submissions/{item.id}"
    pages = (one, f"{one}/history", f"{one}/revisions", f"{one}/compliance", "/v1/submissions")
    by_state = [f"/v1/submissions?state={state}" for state in State]
    answers = [await someone.get(page) for page in (*pages, *by_state)]
    return [(answer.status_code, answer.headers.get("ETag"), answer.json()) for answer in answers]


async def happens(desk: Desk, item: Item, what: str) -> None:
    done = await desk.do(desk.vera, item, *AFTERWARDS[what])
    assert done.status_code == 200, done.text


async def queue(desk: Desk, item: Item) -> str:
    """Where the council's verifiers find it."""
    items = (await desk.vera.get("/v1/verification/worklist")).json()["items"]
    return next(str(one["queue"]) for one in items if one["id"] == item.id)


@pytest.mark.parametrize("funder", ["nhs", "joint"])
async def test_a_concern_is_never_decided_by_the_nhs_body(desk: Desk, funder: str) -> None:
    item = await desk.given("submitted", funder, **RAISED)

    for action in ("open", "release", "approve", "take_in", "return", "reject"):
        answer = await desk.do(desk.hedra, item, action)
        assert refusal(answer) == (403, "forbidden", ["concern-is-the-councils"]), action


@pytest.mark.parametrize("funder", ["council", "nhs", "joint"])
async def test_the_council_decides_alone_whoever_pays(desk: Desk, funder: str) -> None:
    item = await desk.given("submitted", funder, **RAISED)

    approved = (await desk.do(desk.vera, item, "open", "approve")).json()

    assert approved["state"] == "approved"
    assert [one["body"] for one in approved["decisions"]] == ["council"]


async def test_a_concern_that_was_raised_is_not_taken_back_by_a_later_revision(desk: Desk) -> None:
    item = await desk.given("submitted", "nhs", **RAISED)
    without = desk.scene.review(item.cared, submission_id=item.id)
    (result,) = await desk.rowena.push(desk.scene.amend(desk.rowena, without, 1))
    item.rev = 2

    assert result["status"] == "accepted"
    assert await queue(desk, item) == "safeguarding"
    assert refusal(await desk.do(desk.hedra, item, "open"))[2] == ["concern-is-the-councils"]


async def test_a_concern_raised_while_a_verifier_works_is_the_councils_at_once(desk: Desk) -> None:
    item = await desk.given("checking", "nhs")
    raising = desk.scene.review(item.cared, submission_id=item.id, **RAISED)
    await desk.rowena.push(desk.scene.amend(desk.rowena, raising, 1))

    assert await queue(desk, item) == "safeguarding"
    assert refusal(await desk.do(desk.hedra, item, "return"))[2] == ["concern-is-the-councils"]


async def test_a_concern_that_the_council_knows_changes_nothing_about_who_decides(desk: Desk) -> None:
    known = {
        "safeguarding_concern": "known_open",
        "safe_care_rag__factors__safeguarding": 2,
        "safe_care_rag__provider_rating": "red",
    }
    item = await desk.given("submitted", "nhs", **known)

    assert (await desk.do(desk.hedra, item, "open", "approve")).json()["state"] == "approved"


@pytest.mark.parametrize("what", AFTERWARDS)
async def test_nobody_at_an_accused_provider_sees_what_happens_next(desk: Desk, what: str) -> None:
    item = await desk.given(**ACCUSED)
    wenna = await desk.scene.as_("wenna", with_tablet=True)
    before = [await everything_seen_by(someone, item) for someone in (desk.rowena, wenna)]

    await happens(desk, item, what)

    after = [await everything_seen_by(someone, item) for someone in (desk.rowena, wenna)]
    assert after == before
    assert before[0][0][2]["state"] == "submitted"
    assert before[0][0][2]["may"] == []


@pytest.mark.parametrize("what", AFTERWARDS)
async def test_no_tablet_of_an_accused_provider_learns_what_happens_next(desk: Desk, what: str) -> None:
    item = await desk.given(**ACCUSED)
    before = await desk.rowena.pull()

    await happens(desk, item, what)

    news = await desk.rowena.pull(before["cursor"])
    anew = await desk.rowena.pull()
    assert (news["rows"], news["digests"]) == ([], before["digests"])
    assert pulled(anew) == pulled(before)


def pulled(page: dict[str, Any]) -> list[Any]:
    return [row for row in page["rows"] if row["kind"] == "submission"]


@pytest.mark.parametrize("name", ["rowena", "wenna", "hedra"])
async def test_the_database_itself_keeps_out_of_sight_what_happened(desk: Desk, name: str) -> None:
    item = await desk.given("submitted", "joint", **ACCUSED)
    await desk.do(desk.vera, item, "open", "rate")
    await desk.do(desk.vera, item, "return")

    seen = await rows_seen(desk, name)

    assert seen == {"comment": 0, "decision": 0, "verifier_rating": 0, "history": 1}
    assert await rows_seen(desk, "vera") == {"comment": 1, "decision": 1, "verifier_rating": 1, "history": 4}


async def rows_seen(desk: Desk, name: str) -> dict[str, int]:
    """How many rows of each table the application's role could read on behalf of somebody."""
    tables = ("comment", "decision", "verifier_rating", "history")
    async with desk.scene.app.state.database.tx(desk.scene.actors[name], desk.scene.clock.now) as db:
        return {
            table: await db.fetchval(f"select count(*) from {table}")  # noqa: S608 names of this file
            for table in tables
        }


async def test_the_record_s_answer_is_withheld_as_well(desk: Desk) -> None:
    item = await desk.given(**ACCUSED)
    before = await everything_seen_by(desk.rowena, item)
    await happens(desk, item, "approved")

    await desk.db.execute("update submission set state = 'recorded', record_reference = 'REC-1'")

    assert await everything_seen_by(desk.rowena, item) == before
    assert [row["body"]["state"] for row in pulled(await desk.rowena.pull())] == ["submitted"]


@pytest.mark.parametrize("what", [None, *AFTERWARDS])
async def test_what_an_accused_provider_sends_is_kept_for_the_council_whatever_has_happened(
    desk: Desk, what: str | None
) -> None:
    item = await desk.given(**ACCUSED)
    if what:
        await happens(desk, item, what)
    other = item.body | {"person_views": "It was nothing."}

    results = await desk.rowena.push(
        desk.scene.amend(desk.rowena, other, 1),
        desk.scene.withdraw(desk.rowena, item.id, 1),
        desk.scene.submit(desk.rowena, item.cared, other),
        desk.scene.amend(desk.rowena, item.body, 1),
    )

    assert [result["status"] for result in results] == ["quarantined"] * 3 + ["accepted"]
    assert {result["problem"]["code"] for result in results[:3]} == {"kept-for-the-council"}
    assert (results[3]["state"], results[3]["rev"]) == ("submitted", 1)


async def test_the_council_can_take_in_what_an_accused_provider_sent(desk: Desk) -> None:
    item = await desk.given(**ACCUSED)
    (result,) = await desk.rowena.push(
        desk.scene.amend(desk.rowena, item.body | {"person_views": "It hurt."}, 1)
    )
    waiting = (await desk.vera.get("/v1/sync/quarantine")).json()["items"]

    accepted = await desk.vera.post(
        f"/v1/sync/quarantine/{waiting[0]['op_id']}/accept",
        {"body": item.body | {"person_views": "It hurt."}},
    )

    assert (result["status"], accepted.status_code, accepted.json()["rev"]) == ("quarantined", 200, 2)


async def test_the_council_sees_everything_and_finds_it_where_it_stands(desk: Desk) -> None:
    item = await desk.given(**ACCUSED)
    await happens(desk, item, "returned")

    shown = (await desk.vera.get(f"/v1/submissions/{item.id}")).json()

    assert (shown["state"], [said["text"] for said in shown["comments"]]) == (
        "returned",
        [said["text"] for said in COMMENTS["comments"]],
    )
    assert ids(await desk.vera.get("/v1/submissions?state=returned")) == [item.id]
    assert ids(await desk.rowena.get("/v1/submissions?state=returned")) == []
    assert ids(await desk.rowena.get("/v1/submissions?state=submitted")) == [item.id]


async def test_what_was_withheld_is_disclosed_by_the_council_with_a_reason(desk: Desk) -> None:
    item = await desk.given(**ACCUSED)
    await happens(desk, item, "returned")
    before = await desk.rowena.pull()

    disclosed = await desk.vera.act(item.id, "disclose", 1, {"reason": "The enquiry is closed."})

    assert disclosed.status_code == 200, disclosed.text
    shown = (await desk.rowena.get(f"/v1/submissions/{item.id}")).json()
    assert (shown["state"], shown["may"]) == ("returned", ["amend", "withdraw"])
    assert [event["action"] for event in shown["history"]] == ["submit", "open", "return", "disclose"]
    (row,) = pulled(await desk.rowena.pull(before["cursor"]))
    assert row["body"]["state"] == "returned"
    assert len(row["body"]["comments"]) == 1


async def test_nobody_discloses_what_is_not_withheld_or_not_theirs(desk: Desk) -> None:
    accused, other = await desk.given(**ACCUSED), await desk.given(**RAISED)
    reason = {"reason": "The enquiry is closed."}

    assert refusal(await desk.vera.act(other.id, "disclose", 1, reason))[:2] == (409, "nothing-withheld")
    assert refusal(await desk.rowena.act(accused.id, "disclose", 1, reason))[0] == 403


async def test_a_concern_about_somebody_else_is_followed_by_its_provider(desk: Desk) -> None:
    item = await desk.given(**RAISED)
    await happens(desk, item, "returned")

    assert (await desk.rowena.get(f"/v1/submissions/{item.id}")).json()["state"] == "returned"
