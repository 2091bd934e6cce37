"""A tablet asks what its councils ask of their own, and moves what was begun on older versions to newer ones."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from schemas.base import Malformed
from service.client.tablet import Tablet
from tests.client.live import Live, review_of
from tests.given_questions import ASKED, NEXT
from tests.support.form_versions import MOVED, two_versions
from tests.support.questions import PATH

ANSWERS: dict[str, Any] = {"smoke_alarm": "tested", "pets": False}


def ask(live: Live, whole: dict[str, Any] = ASKED) -> None:
    """The council's administrator drafts these questions and opens them."""
    drafted = live.ask("ada", PATH, whole | {"reason": "Asked for by the fire service."}).json()
    live.ask("ada", f"{PATH}/{drafted['version']}/open", {})


async def given(live: Live, **changes: Any) -> tuple[Tablet, UUID, dict[str, Any]]:
    """A tablet whose council asks questions, and a draft on it with answers to them."""
    cared = await live.cared()
    ask(live)
    tablet = live.tablet()
    tablet.sync()
    return tablet, cared.package, review_of(tablet, cared.package) | {"supplementary": ANSWERS} | changes


async def found(live: Live, submission: UUID) -> list[str]:
    """The codes of what the service found in the answers to the council's own questions."""
    findings = await live.scene.world.connection.fetchval(
        "select findings from submission_rev where id = $1", submission
    )
    codes = [one["code"] for one in msgspec.json.decode(findings)]
    return [code for code in codes if code.startswith("supplementary")]


async def test_a_tablet_asks_what_the_council_of_the_package_asks_besides(live: Live) -> None:
    tablet, package, draft = await given(live)

    asked = tablet.questions(package)

    assert asked is not None
    assert [one.label for one in asked.sections[0].questions][:1] == ["Is there a smoke alarm that works?"]
    assert draft["supplementary_version"] == asked.version == 1
    assert tablet.forms().keys() == {"review@1", "assessment@1"}


async def test_a_tablet_asks_nothing_besides_where_its_council_does_not(live: Live) -> None:
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()

    assert tablet.questions(cared.package) is None
    assert "supplementary_version" not in tablet.new_review(cared.package)


@pytest.mark.parametrize(
    ("answers", "codes"),
    [(ANSWERS, []), ({"pets": "yes", "attic": 1}, ["missing", "type", "unknown"]), ({}, ["missing"])],
)
async def test_what_a_tablet_finds_without_a_connection_is_what_the_service_finds(
    live: Live, answers: dict[str, Any], codes: list[str]
) -> None:
    tablet, _, draft = await given(live, supplementary=answers)

    found_here = [one.code for one in tablet.own_findings(draft)]
    submission = tablet.submit(draft)
    tablet.sync()

    assert found_here == [f"supplementary-{code}" for code in codes]
    assert await found(live, submission) == found_here


async def test_a_draft_moves_to_the_questions_of_now_and_is_handed_in_when_nothing_is_left_over(
    live: Live,
) -> None:
    tablet, package, draft = await given(live)
    tablet.save(draft)
    ask(live, NEXT)
    tablet.sync()

    now = tablet.bring_up_to_date(draft)
    with pytest.raises(Malformed, match="/_unmapped: unknown-member"):
        tablet.submit(now)
    (kept,) = tablet.drafts()
    left = kept.pop("_unmapped")
    submission = tablet.submit(kept)
    tablet.sync()

    assert (now["supplementary_version"], now["supplementary"]["alarm"]) == (2, "tested")
    assert left == {"/supplementary/pets": False}
    assert await found(live, submission) == []
    assert tablet.questions(package) is not None


async def test_a_draft_that_is_not_moved_is_taken_in_while_its_questions_are_closing(live: Live) -> None:
    tablet, _, draft = await given(live)
    ask(live, NEXT)

    submission = tablet.submit(draft)
    tablet.sync()

    assert tablet.submission(submission).state == "submitted"
    assert await found(live, submission) == []


def decide(live: Live, body: dict[str, Any]) -> None:
    """The council decides which versions of forms it takes, from now on."""
    desk = live.desk("ada")
    draft = {"body": body, "reason": "A new form.", "effective_from": live.scene.clock.now.isoformat()}
    headers = {"Authorization": f"Bearer {desk.token}"}
    assert desk.http.put("/v1/policies/forms", json=draft, headers=headers).is_success


async def test_a_draft_begun_on_an_older_version_of_the_form_moves_to_the_newer_one(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    with two_versions(monkeypatch):
        cared = await live.cared()
        decide(live, {"drafts": ["review@2"]})
        tablet = live.tablet()
        tablet.sync()
        draft = review_of(tablet, cared.package)
        tablet.save(draft)
        live.scene.clock.forward(minutes=1)
        decide(live, {})
        tablet.sync()

        now = tablet.bring_up_to_date(draft)
        left = now.pop("_unmapped")
        submission = tablet.submit(now)
        tablet.sync()

        assert (draft["fallback_plan"], now[MOVED]) == (draft["fallback_plan"],) * 2
        assert left == {"/has_garden": True, "/favourite_room": "The kitchen"}
        assert await versions(live, submission) == [2]


async def test_a_review_sent_on_an_older_version_is_amended_on_the_newer_one(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    with two_versions(monkeypatch):
        cared = await live.cared()
        decide(live, {"drafts": ["review@2"]})
        tablet = live.tablet()
        tablet.sync()
        submission = tablet.submit(review_of(tablet, cared.package))
        tablet.sync()
        live.scene.clock.forward(minutes=1)
        decide(live, {})
        tablet.sync()

        tablet.amend(submission, {"working_well": "Lunch is on time."})
        tablet.sync()

        assert await versions(live, submission) == [1, 2]


async def versions(live: Live, submission: UUID) -> list[int]:
    rows = await live.scene.world.connection.fetch(
        "select form_version from submission_rev where id = $1 order by rev", submission
    )
    return [row["form_version"] for row in rows]
