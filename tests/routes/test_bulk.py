"""Many reviews are approved in one request, each by itself, and each one that isn't is told why."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from schemas.accounts import Role
from schemas.submissions import State
from tests.routes.test_worklist import AMBER
from tests.support.bulk import approvable, approve_all, codes, named, pile, results, routed, traces
from tests.support.desk import STATUTORY, Desk, refusal
from tests.support.identity import person
from tests.support.scene import Scene
from workflows.reviews import in_bulk


async def test_what_may_be_approved_is_approved_in_the_order_of_the_request(desk: Desk) -> None:
    items = [await approvable(desk) for _ in range(3)]
    items.reverse()

    told = await results(desk.vera, named(items))

    assert told == [{"id": item.id, "rev": 1, "status": "done"} for item in items]
    assert [await desk.state(item) for item in items] == ["approved"] * 3


async def test_an_approval_in_bulk_leaves_what_a_single_one_leaves(desk: Desk) -> None:
    alone, among_others = await approvable(desk), await approvable(desk)
    assert (await desk.do(desk.vera, alone, "open", "approve")).status_code == 200
    assert (await desk.do(desk.vera, among_others, "open")).status_code == 200

    await results(desk.vera, named([among_others]), note="The quiet ones of Monday.")

    single, bulk = await traces(desk, alone), await traces(desk, among_others)
    batch = bulk["decision"]["batch_id"]
    said = {"reason": "The quiet ones of Monday.", "batch_id": batch}
    assert isinstance(batch, UUID)
    assert bulk == single | {"decision": single["decision"] | said, "history": single["history"] | said}


async def test_devices_are_told_of_an_approval_in_bulk(desk: Desk) -> None:
    item = await approvable(desk)
    before = await desk.rowena.pull()

    await results(desk.vera, named([item]))

    (row,) = (await desk.rowena.pull(before["cursor"]))["rows"]
    assert (row["id"], row["body"]["state"], row["body"]["rev"]) == (item.id, "approved", 1)


async def test_a_review_may_be_approved_in_bulk_from_the_states_of_the_table_and_no_other(desk: Desk) -> None:
    items = {state: await approvable(desk, state) for state in State}

    told = await results(desk.vera, named(items.values()))

    done = {state for state, one in zip(items, told, strict=True) if one["status"] == "done"}
    assert done == {state for state, _ in in_bulk.moves}
    assert {one["status"] for one in told} == {"done", "wrong_state"}
    refused = [one for one in told if one["status"] == "wrong_state"]
    assert {tuple(codes(one)) for one in refused} == {("wrong-state",)}


async def test_another_revision_than_the_one_seen_is_stale(desk: Desk) -> None:
    amended, ahead = await approvable(desk), await approvable(desk)
    await desk.amended(amended, "I would rather have a bath.")
    await routed(desk, amended)

    told = await results(desk.vera, [*named([amended], rev=1), *named([ahead], rev=2)])

    assert [(one["status"], one["current_rev"], codes(one)) for one in told] == [
        ("stale", 2, ["stale-revision"]),
        ("stale", 1, ["stale-revision"]),
    ]
    assert [await desk.state(one) for one in (amended, ahead)] == ["submitted", "submitted"]


async def test_what_waits_for_a_revision_to_be_taken_in_is_stale(desk: Desk) -> None:
    item = await approvable(desk, "checking")
    await desk.amended(item, "I would rather have a bath.")
    await routed(desk, item)

    (told,) = await results(desk.vera, named([item]))

    assert (told["status"], told["current_rev"], codes(told)) == ("stale", 1, ["revision-waits"])


async def test_what_has_to_be_opened_is_excluded_with_reasons(desk: Desk) -> None:
    amber, statutory = await desk.given(**AMBER), await desk.given(**STATUTORY)
    await routed(desk, statutory)

    told = await results(desk.vera, named([amber, statutory]))

    assert [one["status"] for one in told] == ["excluded", "excluded"]
    assert [codes(one) for one in told] == [
        ["amber-not-verified-before", "rating-lowered", "finding-to-read"],
        ["carer-not-asked"],
    ]
    assert all(reason["what_would_change_it"] for one in told for reason in one["reasons"])
    assert await desk.left(statutory) == {"history": 1, "decision": 0, "comment": 0, "outbox": 0}


async def test_what_another_verifier_has_open_is_theirs_for_half_an_hour(desk: Desk) -> None:
    item = await approvable(desk, "checking")

    (refused,) = await results(desk.victor, named([item]))
    desk.scene.clock.forward(minutes=30)
    (done,) = await results(await desk.scene.as_("victor"), named([item]))

    assert (refused["status"], codes(refused)) == ("excluded", ["open-with-another"])
    assert done["status"] == "done"


async def test_what_both_bodies_pay_for_is_never_approved_in_bulk(desk: Desk) -> None:
    item = await approvable(desk, funder="joint")

    told = [*await results(desk.vera, named([item])), *await results(desk.hedra, named([item]))]

    assert [(one["status"], codes(one)) for one in told] == [("excluded", ["jointly-funded"])] * 2


async def test_the_nhs_body_approves_in_bulk_what_it_pays_for(desk: Desk) -> None:
    item = await approvable(desk, funder="nhs")

    (by_council,) = await results(desk.vera, named([item]))
    (done,) = await results(desk.hedra, named([item]))

    assert (by_council["status"], codes(by_council)) == ("forbidden", ["other-body"])
    assert done["status"] == "done"
    assert await desk.db.fetchval("select body from decision where submission_id = $1", item.id) == "nhs"


async def test_nobody_approves_their_own_work_or_their_house_s_in_bulk(desk: Desk, scene: Scene) -> None:
    own = await approvable(desk)
    for name, role, organisation in (
        ("rowena", Role.VERIFIER_ASC, scene.council),
        ("victor", Role.HOME_MANAGER, scene.provider),
    ):
        account = scene.actors[name].account_id
        await scene.world.insert(
            "membership", id=uuid4(), account_id=account, organisation_id=organisation, role=role
        )

    for name in ("rowena", "victor"):
        (told,) = await results(await scene.as_(name), named([own]))
        assert (told["status"], codes(told)) == ("forbidden", ["verifier-not-independent"])
    assert await desk.state(own) == "submitted"


async def test_whose_author_worked_for_the_verifiers_house_at_the_time_is_not_theirs(
    desk: Desk, scene: Scene
) -> None:
    """The reviewer has a second post at the council: nobody there is independent of what they write."""
    await scene.world.insert(
        "membership",
        id=uuid4(),
        account_id=desk.rowena.actor.account_id,
        organisation_id=scene.council,
        role=Role.COMMISSIONER,
    )
    item = await approvable(desk)

    (told,) = await results(desk.vera, named([item]))

    assert (told["status"], codes(told)) == ("forbidden", ["verifier-not-independent"])


async def test_what_is_out_of_reach_is_not_found(desk: Desk, scene: Scene) -> None:
    item = await approvable(desk)
    foreign = await scene.world.authority("Elsewhere Council")
    abroad = await scene.world.organisation("council", foreign)
    scene.actors["morwen"] = await person(scene.world, Role.VERIFIER_ASC, abroad, username="morwen")
    unknown = {"id": str(uuid4()), "rev": 1}

    assert await results(desk.vera, [unknown]) == [unknown | {"status": "not_found"}]
    for name in ("morwen", "hedra"):
        (told,) = await results(await scene.as_(name), named([item]))
        assert told["status"] == "not_found", name


@pytest.mark.parametrize("name", ["rowena", "wenna", "ada", "cora"])
async def test_only_verifiers_approve_in_bulk(desk: Desk, name: str) -> None:
    item = await approvable(desk)

    answer = await approve_all(await desk.scene.as_(name), named([item]))

    assert refusal(answer)[:2] == (403, "forbidden")
    assert await desk.state(item) == "submitted"


async def test_an_id_is_named_once(desk: Desk) -> None:
    item, other = await approvable(desk), await approvable(desk)

    answer = await approve_all(desk.vera, [*named([item, other]), *named([item], rev=2)])

    assert refusal(answer)[:2] == (400, "malformed")
    assert answer.json()["issues"] == [
        {"pointer": f"/items/{n}/id", "code": "repeated", "params": {}} for n in (0, 2)
    ]
    assert await desk.state(other) == "submitted"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"items": []}, "/items"),
        ({"items": [{"id": "01939a2c-0000-7000-8000-000000000001", "rev": 0}]}, "/items/0/rev"),
        ({"action": "reject"}, "/action"),
        ({"note": " "}, "/note"),
        ({"all": True}, "/all"),
    ],
)
async def test_a_request_is_of_its_shape(desk: Desk, change: dict[str, Any], pointer: str) -> None:
    item = await approvable(desk)

    answer = await desk.vera.post(
        "/v1/verification/bulk", {"items": named([item]), "action": "approve"} | change
    )

    assert refusal(answer)[:2] == (400, "malformed")
    assert [issue["pointer"] for issue in answer.json()["issues"]] == [pointer]


async def test_five_thousand_are_one_request_and_one_more_are_none(desk: Desk) -> None:
    known = await pile(desk, 3, people=1)
    strangers = [{"id": str(uuid4()), "rev": 1} for _ in range(4_998)]

    too_many = await approve_all(desk.vera, [*strangers, *named(known)])
    told = await results(desk.vera, [*strangers[1:], *named(known)])

    assert refusal(too_many)[:2] == (400, "malformed")
    assert [one["status"] for one in told[-3:]] == ["done"] * 3
    assert {one["status"] for one in told[:-3]} == {"not_found"}


async def test_the_same_item_is_decided_once_whoever_asks(desk: Desk) -> None:
    item = await approvable(desk)

    (first,) = await results(desk.vera, named([item]))
    (second,) = await results(desk.victor, named([item]))

    assert (first["status"], second["status"]) == ("done", "wrong_state")
    assert (await desk.left(item))["decision"] == 1
