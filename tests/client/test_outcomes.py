"""What a tablet does with each answer that work can get."""

from uuid import UUID, uuid4

import msgspec

from schemas.submissions import State
from schemas.sync import Result
from service.client.outbox import Stage
from service.client.tablet import Tablet
from tests.client.live import Live, review_of

MINE, THEIRS = "I like the mornings.", "I like the evenings."


async def handed_in(live: Live) -> tuple[Tablet, UUID]:
    """A review that is at the council, and the tablet that it was made on."""
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()
    review = tablet.submit(review_of(tablet, cared.package))
    tablet.sync()
    return tablet, review


def stages(tablet: Tablet) -> list[Stage]:
    return [work.stage for work in tablet.outbox()]


async def test_a_conflict_is_kept_and_shown_against_what_the_council_has(live: Live) -> None:
    tablet, review = await handed_in(live)
    other = live.tablet("piran")
    other.sync()
    other.amend(review, {"person_views": THEIRS})
    other.sync()

    tablet.amend(review, {"person_views": MINE})
    tablet.sync()

    shown = tablet.submission(review)
    assert stages(tablet) == [Stage.CONFLICT]
    assert "Somebody changed this review" in shown.line
    assert shown.problem is not None
    assert shown.problem.offer == ["amend"]
    clash = next(each for each in tablet.difference(review) if each.pointer == "/person_views")
    assert (clash.mine, clash.theirs) == (MINE, THEIRS)


async def test_after_a_conflict_the_author_decides_upon_what_the_council_has(live: Live) -> None:
    tablet, review = await handed_in(live)
    other = live.tablet("piran")
    other.sync()
    other.amend(review, {"person_views": THEIRS, "working_well": "The rails."})
    other.sync()
    tablet.amend(review, {"person_views": MINE})
    tablet.sync()

    tablet.amend(review, {"person_views": f"{MINE} {THEIRS}"})
    tablet.sync()

    shown = tablet.submission(review)
    assert (shown.rev, shown.pending) == (3, [])
    assert shown.answers["person_views"] == f"{MINE} {THEIRS}"
    assert shown.answers["working_well"] == "The rails."


async def test_a_review_that_was_approved_meanwhile_says_so(live: Live) -> None:
    tablet, review = await handed_in(live)
    desk = live.desk()
    desk.open(review, seen=1)
    desk.approve(review, seen=1)

    tablet.amend(review, {"person_views": MINE})
    tablet.sync()

    shown = tablet.submission(review)
    assert (shown.state, stages(tablet)) == (State.APPROVED, [Stage.CONFLICT])
    assert "approved" in shown.line


async def test_what_was_not_taken_can_be_given_up(live: Live) -> None:
    tablet, review = await handed_in(live)
    desk = live.desk()
    desk.open(review, seen=1)
    desk.approve(review, seen=1)
    tablet.amend(review, {"person_views": MINE})
    tablet.sync()

    tablet.set_aside(review)

    assert tablet.outbox() == []
    assert tablet.submission(review).line.startswith("Approved")


async def quarantined(live: Live) -> tuple[Tablet, UUID]:
    """A review that names nobody whom the council knows."""
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()
    draft = review_of(tablet, cared.package)
    stranger = draft["person"] | {"name": "Somebody Else", "mosaic_person_id": None, "nhs_number": None}
    review = tablet.submit(draft | {"person": stranger})
    tablet.sync()
    return tablet, review


async def test_quarantined_work_is_not_sent_again_and_says_why(live: Live) -> None:
    tablet, review = await quarantined(live)

    assert tablet.sync().answered == 0
    assert stages(tablet) == [Stage.QUARANTINED]
    assert "somebody at the council has to look at it" in tablet.submission(review).line


async def test_the_author_can_send_quarantined_work_again_as_it_should_have_been(live: Live) -> None:
    tablet, review = await quarantined(live)
    person, *_ = tablet.people()

    corrected = tablet.submission(review).answers["person"] | {"name": person.name}
    tablet.amend(review, {"person": corrected})
    tablet.sync()

    shown = tablet.submission(review)
    assert (shown.state, shown.rev, shown.pending) == (State.SUBMITTED, 1, [])


async def test_what_staff_send_back_comes_back_with_their_reason(live: Live) -> None:
    tablet, review = await quarantined(live)
    (work,) = tablet.outbox()

    live.ask("ada", f"/v1/sync/quarantine/{work.op.op_id}/return", {"reason": "Who is this?"})
    tablet.sync()

    assert stages(tablet) == [Stage.SENT_BACK]
    assert tablet.submission(review).line == "Sent back by the council: Who is this?"


async def test_what_staff_file_for_the_author_is_pending_no_more(live: Live) -> None:
    tablet, review = await quarantined(live)
    (work,) = tablet.outbox()
    person, *_ = tablet.people()
    answers = msgspec.json.decode(work.body)
    answers["person"] |= {"name": person.name}

    live.ask("ada", f"/v1/sync/quarantine/{work.op.op_id}/accept", {"body": answers})
    tablet.sync()

    assert tablet.outbox() == []
    assert tablet.submission(review).answers["person"]["name"] == person.name


async def test_work_of_an_unknown_council_is_kept_for_export(live: Live) -> None:
    tablet, _ = await handed_in(live)
    package, *_ = tablet.packages()
    review = tablet.submit(review_of(tablet, package.id))
    (made,) = tablet.outbox()
    foreign = made.sent.replace(str(live.scene.authority).encode(), str(uuid4()).encode())
    tablet.store.run("update op set op = ? where stage = 'waiting'", foreign)

    tablet.sync()

    assert stages(tablet) == [Stage.REJECTED]
    assert "kept here" in tablet.submission(review).line
    (exported,) = msgspec.json.decode(tablet.export_unsent())["ops"]
    assert (exported["stage"], exported["op"]["entity_id"]) == ("rejected", str(review))


async def test_work_that_is_to_be_sent_later_waits_for_its_time(live: Live) -> None:
    tablet, review = await handed_in(live)
    tablet.amend(review, {"person_views": MINE})
    (work,) = tablet.outbox()
    busy = Result(index=0, op_id=work.op.op_id, status="retry", retry_after=30)
    tablet._outbox.settle(work, busy, live.scene.clock())

    waiting = tablet.sync()
    assert (waiting.answered, waiting.wait_seconds) == (0, 30)
    live.scene.clock.forward(seconds=31)
    assert tablet.sync().answered == 1


async def test_work_behind_one_that_was_not_taken_stays_on_the_tablet(live: Live) -> None:
    tablet, review = await quarantined(live)
    first, *_ = tablet.outbox()
    tablet.store.run("update op set stage = 'waiting'")
    tablet.withdraw(review, "Sent for the wrong week.")

    tablet.sync()

    assert stages(tablet) == [Stage.QUARANTINED, Stage.WAITING]
    assert tablet.submission(review).pending[0].op.op_id == first.op.op_id
