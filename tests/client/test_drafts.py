"""A reviewer types in what only they can know, and works out the rating where they are."""

from datetime import date, timedelta
from uuid import UUID

import msgspec
import pytest

from schemas.base import Malformed
from schemas.ratings import FACTORS, Colour, CompleteFactors, Evaluation, FactorId, FactorValue, Mitigation
from schemas.reviews import Review
from service.client.faults import Fault
from service.client.tablet import Tablet
from tests.client.live import Live, review_of, spoil
from workflows import ratings
from workflows.safe_care import SAFE_CARE_1


def factors(**given: FactorValue) -> CompleteFactors:
    return msgspec.convert(dict.fromkeys(FACTORS, 0) | given, CompleteFactors)


async def test_what_the_tablet_knows_is_filled_in(live: Live) -> None:
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()

    draft = tablet.new_review(cared.package)

    assert draft["person"] == {
        "mosaic_person_id": cared.record_id,
        "nhs_number": None,
        "name": "Morwenna Tregear",
        "date_of_birth": "1941-03-08",
        "postcode": "TR1 2AB",
    }
    assert (draft["package_id"], draft["funder"]) == (str(cared.package), "council")
    assert draft["provider_cqc_location_id"] == cared.cqc_id
    assert draft["reviewer_id"] == str(live.scene.actors["rowena"].account_id)
    assert draft["conducted_by_name"] == "Sam Penrose"
    assert (draft["review_date"], draft["ruleset_version"]) == ("2026-11-16", "safe-care/1")
    assert draft["package_current"] == draft["package_proposed"]
    assert draft.keys() <= {field.name for field in msgspec.structs.fields(Review)}


async def test_no_answer_is_ever_filled_in(live: Live) -> None:
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()

    draft = tablet.new_review(cared.package)

    assert draft.keys().isdisjoint({"person_views", "safe_care_rag", "capacity_doubted", "declaration"})


async def test_a_draft_is_kept_until_it_is_handed_in(live: Live) -> None:
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()
    draft = tablet.new_review(cared.package) | {"person_views": "I like the mornings."}

    tablet.save(draft)
    assert tablet.drafts() == [draft]

    tablet.submit(review_of(tablet, cared.package) | {"submission_id": draft["submission_id"]})
    assert draft["submission_id"] not in {one["submission_id"] for one in tablet.drafts()}


async def test_a_review_that_is_not_complete_stays_a_draft_and_says_what_is_missing(live: Live) -> None:
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()
    draft = tablet.new_review(cared.package)

    with pytest.raises(Malformed) as refusal:
        tablet.submit(draft)

    assert "/person_views" in {issue.pointer for issue in refusal.value.issues}
    assert (tablet.drafts(), tablet.outbox()) == ([draft], [])


async def test_a_package_of_elsewhere_can_not_be_reviewed(live: Live) -> None:
    await live.cared()
    elsewhere = await live.cared(elsewhere=True)
    tablet = live.tablet()
    tablet.sync()

    with pytest.raises(KeyError):
        tablet.new_review(elsewhere.package)


async def test_handing_in_is_declaring(live: Live) -> None:
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()
    draft = review_of(tablet, cared.package)
    live.scene.clock.forward(hours=1)

    review = tablet.submit(draft)

    answers = tablet.submission(review).answers
    assert answers["device_created_at"] == "2026-11-16T12:00:00Z"
    assert answers["submitted_at"] == answers["declaration"]["declared_at"] == "2026-11-16T13:00:00Z"


@pytest.mark.parametrize(
    ("given", "colour"),
    [
        ({}, Colour.GREEN),
        ({"falls": 2}, Colour.AMBER),
        ({"missed_visit": 2, "informal_support": 1}, Colour.RED),
        ({"cognition": "unknown"}, Colour.AMBER),
    ],
    ids=["nothing", "falls", "nobody else comes", "not known"],
)
async def test_a_rating_made_without_signal_is_the_services(
    live: Live, given: dict[FactorId, FactorValue], colour: Colour
) -> None:
    await live.cared()
    tablet = live.tablet()
    tablet.sync()
    today = date(2026, 11, 16)
    rota = Mitigation(factor="moving_handling", kind="family_rota", dated_on=today - timedelta(days=30))

    worked_out: Evaluation = tablet.rate(factors(**given), [rota], today)

    assert worked_out.computed is colour
    assert worked_out == ratings.evaluate(SAFE_CARE_1, factors(**given), [rota], today)


async def two_tablets(live: Live) -> tuple[Tablet, Tablet]:
    """Rowena's own, and the spare one."""
    here, there = live.tablet(), live.new_tablet()
    there.become(await live.scene.spare_tablet())
    live.sign_in(there, "rowena")
    here.sync()
    return here, there


async def test_a_shared_draft_is_gone_on_with_on_another_tablet(live: Live) -> None:
    cared = await live.cared()
    here, there = await two_tablets(live)
    draft = here.new_review(cared.package) | {"person_views": "I like the mornings."}

    here.share(draft)
    here.sync()
    there.sync()
    (found,) = there.drafts()
    there.share(found | {"person_views": "I like the evenings."})
    there.sync()
    here.sync()

    assert found == draft
    assert [one["person_views"] for one in here.drafts()] == ["I like the evenings."]
    assert here.submissions() == []


async def test_a_draft_that_is_handed_in_is_gone_from_the_other_tablet(live: Live) -> None:
    cared = await live.cared()
    here, there = await two_tablets(live)
    review = review_of(here, cared.package)
    here.share(review)
    here.sync()
    there.sync()

    here.submit(review)
    assert here.drafts() == []
    here.sync()
    there.sync()

    assert (here.drafts(), there.drafts()) == ([], [])


async def test_a_draft_that_another_tablet_hands_in_is_gone_from_where_it_was_begun(live: Live) -> None:
    cared = await live.cared()
    here, there = await two_tablets(live)
    here.share(review_of(here, cared.package))
    here.sync()
    there.sync()

    there.submit(there.drafts()[0])
    there.sync()
    here.sync()

    assert here.drafts() == []


async def test_what_was_written_since_stays_where_it_was_written(live: Live) -> None:
    cared = await live.cared()
    here, there = await two_tablets(live)
    review = review_of(here, cared.package)
    here.share(review)
    here.sync()
    there.sync()
    here.save(review | {"person_views": "I like the evenings."})

    there.submit(there.drafts()[0])
    there.sync()
    here.sync()

    assert [one["person_views"] for one in here.drafts()] == ["I like the evenings."]


async def test_a_draft_that_another_tablet_throws_away_is_gone_from_where_it_was_begun(live: Live) -> None:
    cared = await live.cared()
    here, there = await two_tablets(live)
    here.share(draft := review_of(here, cared.package))
    here.sync()
    there.sync()

    there.discard(UUID(draft["submission_id"]))
    there.sync()
    here.sync()

    assert (here.drafts(), there.drafts()) == ([], [])


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.LOSE_REPLY, Fault.DELAY])
async def test_a_draft_that_was_thrown_away_on_its_way_does_not_come_back(live: Live, fault: Fault) -> None:
    cared = await live.cared()
    here, there = await two_tablets(live)
    here.share(draft := review_of(here, cared.package))
    spoil(here, [Fault.NONE, Fault.NONE, fault])
    here.sync()

    here.discard(UUID(draft["submission_id"]))
    here.sync()
    there.sync()

    assert (here.drafts(), there.drafts()) == ([], [])


async def test_who_signs_in_next_finds_no_draft_of_their_colleague(live: Live) -> None:
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()
    tablet.share(tablet.new_review(cared.package))
    tablet.sync()

    live.sign_in(tablet, "piran")
    tablet.sync()

    assert tablet.drafts() == []
    assert tablet.store.run("select count(*) from held where kind = 'draft'")[0][0] == 0


async def test_what_somebody_has_shared_is_not_shown_to_a_colleague_on_the_same_tablet(live: Live) -> None:
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()
    tablet.share(tablet.new_review(cared.package) | {"person_views": "Only Rowena has heard this."})
    tablet.sync()

    live.sign_in(tablet, "piran")
    shown_at_once = tablet.drafts()
    tablet.sync()

    assert (shown_at_once, tablet.drafts()) == ([], [])
    live.sign_in(tablet, "rowena")
    tablet.sync()
    assert [one["person_views"] for one in tablet.drafts()] == ["Only Rowena has heard this."]
