"""What a verifier may do to a review in each state, on exactly the revision that they saw."""

from typing import Any
from uuid import uuid4

import pytest

from schemas.submissions import Action, State
from service.app import routes
from service.routes.documentation import contract
from tests.support.desk import ACTIONS, COMMENTS, REASON, Desk, refusal
from workflows.reviews import lifecycle

DESTINATIONS = {
    ("submitted", "open"): "checking",
    ("checking", "open"): "checking",
    ("checking", "release"): "submitted",
    ("checking", "approve"): "approved",
    ("checking", "return"): "returned",
    ("checking", "reject"): "rejected",
}
"""What a review funded by one body, of which no revision waits, can be brought to."""

OF_EVERY_MOVE = {"wrong-state", "idempotency-key-in-flight"}


@pytest.mark.parametrize(("state", "action"), DESTINATIONS)
async def test_a_legal_move_leads_where_the_table_says(desk: Desk, state: str, action: str) -> None:
    item = await desk.given(state)

    answer = await desk.do(desk.vera, item, action)

    moved = answer.json()
    assert (answer.status_code, moved["state"], moved["rev"]) == (200, DESTINATIONS[state, action], 1)
    assert answer.headers["ETag"] == '"1"'
    assert await desk.state(item) == moved["state"]


@pytest.mark.parametrize("state", State)
async def test_every_other_move_is_refused_and_changes_nothing(desk: Desk, state: str) -> None:
    item = await desk.given(state)
    before = await desk.left(item)

    illegal = [action for action in ACTIONS if (State(state), Action(action)) not in lifecycle.moves]
    answers = {action: refusal(await desk.do(desk.vera, item, action)) for action in illegal}

    assert answers == dict.fromkeys(illegal, (409, "wrong-state", ["wrong-state"]))
    assert (await desk.state(item), await desk.left(item)) == (state, before)


async def test_a_revision_is_taken_in_only_if_one_waits(desk: Desk) -> None:
    item = await desk.given("checking")

    answer = await desk.do(desk.vera, item, "take_in")

    assert refusal(answer) == (409, "nothing-to-take-in", ["nothing-to-take-in"])


async def test_checks_run_in_one_order_whatever_else_is_wrong(desk: Desk) -> None:
    item = await desk.given("approved")
    nobody = await desk.vera.caller.call("POST", f"/v1/submissions/{item.id}/actions/approve", json={})

    assert nobody.status_code == 401
    assert (await desk.vera.act(uuid4(), "approve")).status_code == 404
    assert refusal(await desk.rowena.act(item.id, "approve"))[0] == 403
    assert refusal(await desk.vera.act(item.id, "approve"))[0] == 428
    assert refusal(await desk.vera.act(item.id, "approve", seen=7))[0] == 412
    assert refusal(await desk.vera.act(item.id, "approve", seen=1))[0] == 409


async def test_a_verifier_says_which_revision_they_saw(desk: Desk) -> None:
    item = await desk.given("checking")

    assert refusal(await desk.vera.act(item.id, "approve")) == (428, "precondition-required", [])
    assert await desk.state(item) == "checking"


async def test_what_names_no_revision_is_malformed(desk: Desk) -> None:
    item = await desk.given("checking")

    for named in ("1", '"0"', '"01"', "*", '"1", "2"', '"x"', '"99999999999"', ""):
        answer = await desk.vera.post(
            f"/v1/submissions/{item.id}/actions/approve", {}, headers={"If-Match": named}
        )
        assert refusal(answer) == (400, "malformed", ["invalid"]), named
        assert answer.json()["issues"][0]["pointer"] == "/headers/If-Match"


async def test_whoever_saw_an_old_revision_is_shown_what_is_new(desk: Desk) -> None:
    item = await desk.given("submitted")
    await desk.amended(item, "I would rather have a bath.")

    answer = await desk.vera.act(item.id, "open", seen=1)

    assert refusal(answer) == (412, "stale-revision", ["stale-revision"])
    problem = answer.json()
    assert problem["current_rev"] == 2
    (changed,) = problem["difference"]
    assert (changed["pointer"], changed["after"]) == ("/person_views", "I would rather have a bath.")
    assert problem["issues"][0]["params"] == {"seen_rev": 1, "rev": 2}


async def test_a_revision_that_never_was_is_stale_without_a_difference(desk: Desk) -> None:
    item = await desk.given("submitted")

    problem = (await desk.vera.act(item.id, "open", seen=9)).json()

    assert (problem["status"], problem["current_rev"], problem["difference"]) == (412, 1, [])


MISSHAPEN: list[tuple[str, Any, str]] = [
    ("open", {"comments": []}, "/comments"),
    ("approve", {"reason": "Fine."}, "/reason"),
    ("return", {}, "/comments"),
    ("return", {"comments": []}, "/comments"),
    ("return", {"comments": [{"pointer": "/person_views"}]}, "/comments/0/text"),
    ("return", {"comments": [{"pointer": "/person_views", "text": " \n"}]}, "/comments/0/text"),
    ("return", {"comments": [{"pointer": "person_views", "text": "Why?"}]}, "/comments/0/pointer"),
    ("return", COMMENTS | {"reason": "Unclear."}, "/reason"),
    ("reject", {}, "/reason"),
    ("reject", {"reason": ""}, "/reason"),
    ("reject", {"reason": " "}, "/reason"),
    ("reject", {"reason": None}, "/reason"),
    ("reject", REASON | COMMENTS, "/comments"),
]


async def test_an_action_is_told_exactly_what_it_needs(desk: Desk) -> None:
    item = await desk.given("checking")

    for action, body, pointer in MISSHAPEN:
        answer = await desk.vera.post(
            f"/v1/submissions/{item.id}/actions/{action}", body, headers={"If-Match": '"1"'}
        )
        assert refusal(answer)[:2] == (400, "malformed"), (action, body)
        assert [issue["pointer"] for issue in answer.json()["issues"]] == [pointer]


async def test_what_only_tablets_or_nobody_does_has_no_address(desk: Desk) -> None:
    item = await desk.given("submitted")

    for action in ("amend", "withdraw", "record", "approve_all"):
        assert (await desk.vera.act(item.id, action, seen=1)).status_code == 404


async def test_what_verifiers_said_is_kept_beside_the_answers(desk: Desk) -> None:
    returned, rejected = await desk.given("returned"), await desk.given("rejected")

    first = (await desk.vera.get(f"/v1/submissions/{returned.id}")).json()
    second = (await desk.vera.get(f"/v1/submissions/{rejected.id}")).json()

    assert [(said["pointer"], said["text"], said["rev"]) for said in first["comments"]] == [
        ("/contingency_plan", "Who holds the key?", 1)
    ]
    assert first["body"] == returned.body
    assert first["decisions"][0]["outcome"] == "returned"
    assert (second["decisions"][0]["outcome"], second["decisions"][0]["reason"]) == (
        "rejected",
        REASON["reason"],
    )


def test_the_contract_names_for_each_action_the_refusals_that_it_can_meet() -> None:
    made = contract(routes())

    def codes(action: str) -> set[str]:
        said = made["paths"][f"/v1/submissions/{{submission_id}}/actions/{action}"]["post"]["responses"]
        refused = made["components"]["responses"][said["409"]["$ref"].rpartition("/")[2]]
        schema = refused["content"]["application/problem+json"]["schema"]
        return set(schema["allOf"][1]["properties"]["code"]["enum"]) - OF_EVERY_MOVE

    assert {action: codes(action) for action in ACTIONS} == {
        "open": {"open-with-another", "already-decided"},
        "release": {"open-with-another"},
        "approve": {
            "open-with-another",
            "open-it-first",
            "already-decided",
            "findings-stop-approval",
            "evidence-missing",
        },
        "take_in": {"open-with-another", "open-it-first", "nothing-to-take-in"},
        "return": {"open-with-another", "open-it-first"},
        "reject": {"open-with-another", "open-it-first"},
    }
