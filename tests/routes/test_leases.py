"""A review that a verifier has opened is theirs for half an hour, and nobody's burden after."""

from tests.support.desk import Desk, open_desk, refusal
from tests.support.scene import Scene


async def half_an_hour_later(scene: Scene, *, seconds: float = 0) -> Desk:
    """Everybody signs in again: a token is good for less than a lease."""
    scene.clock.forward(minutes=30, seconds=seconds)
    return await open_desk(scene)


async def test_what_is_opened_is_leased_for_thirty_minutes(desk: Desk) -> None:
    item = await desk.given("submitted")

    opened = (await desk.do(desk.vera, item, "open")).json()["opened"]

    assert opened == {
        "verifier_id": str(desk.vera.actor.account_id),
        "until": "2026-11-16T12:30:00Z",
    }


async def test_nobody_else_touches_it_meanwhile(desk: Desk, scene: Scene) -> None:
    item = await desk.given("checking")
    later = await half_an_hour_later(scene, seconds=-1)

    for action in ("open", "release", "approve", "return", "reject", "take_in"):
        answer = await later.do(later.victor, item, action)
        status, code, issues = refusal(answer)
        assert (status, code) == (409, "open-with-another"), action
        assert issues[0] == "open-with-another"
        assert answer.json()["issues"][0]["params"] == {"until": "2026-11-16T12:30:00Z"}


async def test_when_the_lease_has_ended_anyone_may_open_it(desk: Desk, scene: Scene) -> None:
    item = await desk.given("checking")
    later = await half_an_hour_later(scene)

    assert refusal(await later.do(later.victor, item, "approve"))[1] == "open-it-first"
    opened = await later.do(later.victor, item, "open")

    assert opened.json()["opened"] == {
        "verifier_id": str(desk.victor.actor.account_id),
        "until": "2026-11-16T13:00:00Z",
    }
    assert refusal(await later.do(later.vera, item, "approve"))[1] == "open-with-another"
    assert (await later.do(later.victor, item, "approve")).status_code == 200


async def test_who_was_slow_may_still_decide_while_nobody_else_has_it(desk: Desk, scene: Scene) -> None:
    item = await desk.given("checking")

    later = await half_an_hour_later(scene)

    assert (await later.do(later.vera, item, "approve")).status_code == 200


async def test_opening_it_again_begins_the_half_hour_again(desk: Desk, scene: Scene) -> None:
    item = await desk.given("checking")
    scene.clock.forward(minutes=10)

    opened = (await desk.do(desk.vera, item, "open")).json()["opened"]

    assert opened["until"] == "2026-11-16T12:40:00Z"


async def test_what_is_released_is_everybodys_at_once(desk: Desk) -> None:
    item = await desk.given("checking")

    released = (await desk.do(desk.vera, item, "release")).json()

    assert "opened" not in released
    assert (await desk.do(desk.victor, item, "open")).status_code == 200


async def test_anyone_may_release_what_was_left_open(desk: Desk, scene: Scene) -> None:
    item = await desk.given("checking")

    later = await half_an_hour_later(scene)

    assert (await later.do(later.victor, item, "release")).json()["state"] == "submitted"


async def test_a_decision_ends_the_lease(desk: Desk) -> None:
    for state in ("approved", "returned", "rejected"):
        item = await desk.given(state)

        assert "opened" not in (await desk.vera.get(f"/v1/submissions/{item.id}")).json()
