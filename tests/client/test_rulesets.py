"""A tablet rates without a connection by the rules of the council whose people it holds."""

from typing import Any

from schemas.base import decode, encode
from schemas.ratings import FACTORS, Colour, CompleteFactors
from tests.client.live import Live, review_of
from tests.workflows.test_rulesets import FALLS_ALONE, whole

ANSWERS = dict.fromkeys(FACTORS, 0) | {"falls": 2, "living_situation": 2}
FALLING = decode(encode(ANSWERS), CompleteFactors)
NOW, TOMORROW = "2026-11-16T12:00:00Z", "2026-11-17T12:00:00Z"
WHY = "Decided by the panel."


def decide(live: Live, body: dict[str, Any], effective_from: str) -> None:
    """The council's administrator lets it take effect."""
    ada = live.desk("ada")
    given = {"body": body, "reason": WHY, "effective_from": effective_from}
    headers = {"Authorization": f"Bearer {ada.token}"}
    assert ada.http.put("/v1/policies/rating", json=given, headers=headers).status_code == 201


async def test_what_a_council_decides_is_there_when_it_comes_into_force(live: Live) -> None:
    cared = await live.cared()
    live.ask("ada", "/v1/rulesets", {"ruleset": whole(), "reason": WHY})
    decide(live, {"ruleset": "safe-care/2", "rules": [FALLS_ALONE]}, TOMORROW)
    tablet = live.tablet()
    tablet.sync()
    today = live.scene.clock().date()

    before = tablet.rate(FALLING, [], today)
    live.scene.clock.forward(days=1)
    after = tablet.rate(FALLING, [], today)

    assert (before.ruleset, before.computed) == ("safe-care/1", Colour.AMBER)
    assert (after.ruleset, after.computed) == ("safe-care/2+1", Colour.RED)
    assert tablet.new_review(cared.package)["ruleset_version"] == "safe-care/2+1"


async def test_the_service_comes_to_what_the_tablet_showed(live: Live) -> None:
    cared = await live.cared()
    decide(live, {"rules": [FALLS_ALONE]}, NOW)
    tablet = live.tablet()
    tablet.sync()
    draft = review_of(tablet, cared.package)
    rating = {"ruleset": draft["ruleset_version"], "factors": ANSWERS, "mitigations": []}
    shown = tablet.rate(FALLING, [], live.scene.clock().date())

    tablet.submit(draft | {"safe_care_rag": rating | {"provider_rating": shown.computed}})
    tablet.sync()

    kept = await live.scene.world.connection.fetchrow(
        "select rating -> 'evaluation' as evaluation, findings from submission_rev"
    )
    assert kept is not None
    assert decode(kept["evaluation"].encode(), dict[str, Any]) == decode(encode(shown), dict[str, Any])
    assert kept["findings"] == "[]"
    assert shown.computed is Colour.RED
