"""A photo taken where there is no signal comes to its review, whatever happens on the way."""

from uuid import UUID, uuid4

import pytest

from service.client.faults import Fault
from service.client.tablet import Tablet
from service.client.uploads import PIECE_BYTES, Uploads
from service.client.wire import Refused
from tests.client.live import Live, review_of, spoil
from tests.support.uploads import document, photo

THREE_PIECES = 2 * PIECE_BYTES + 1_000


async def at_home(live: Live) -> tuple[Tablet, UUID]:
    """A tablet that has been online, and a review that is begun on it."""
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()
    draft = review_of(tablet, cared.package, attachments=[])
    tablet.save(draft)
    return tablet, UUID(draft["submission_id"])


def hand_in(tablet: Tablet) -> None:
    (draft,) = tablet.drafts()
    tablet.submit(draft)


async def test_a_photo_is_sent_with_its_review_and_counted_as_evidence(live: Live) -> None:
    tablet, review = await at_home(live)
    tablet.attach(review, photo(), "image/jpeg", "The new ramp")
    hand_in(tablet)

    assert tablet.sync().interrupted is None
    tablet.sync()

    assert [(one.state, one.sent) for one in tablet.attachments(review)] == [("complete", len_of(tablet))]
    evidence = tablet.submission(review).evidence
    assert evidence is not None
    assert (evidence.named, evidence.arrived) == (1, 1)
    assert tablet.store.run("select 1 from attachment_piece") == []


def len_of(tablet: Tablet) -> int:
    return tablet.attachments()[0].length


async def test_a_file_is_gone_on_with_where_the_connection_dropped(live: Live) -> None:
    tablet, review = await at_home(live)
    tablet.attach(review, document(THREE_PIECES), "application/pdf", "The plan")
    spoil(tablet, [Fault.NONE] * 4 + [Fault.DROP])

    first = tablet.sync()
    stood = tablet.attachments()[0].sent
    second = tablet.sync()

    assert first.interrupted is not None
    assert stood == PIECE_BYTES
    assert second.interrupted is None
    assert tablet.attachments()[0].state == "complete"
    assert await live.scene.world.connection.fetchval("select state from attachment") == "complete"


async def test_a_piece_whose_answer_was_lost_is_not_sent_twice(live: Live) -> None:
    tablet, review = await at_home(live)
    tablet.attach(review, document(THREE_PIECES), "application/pdf", "The plan")
    spoil(tablet, [Fault.NONE] * 4 + [Fault.LOSE_REPLY])

    tablet.sync()
    tablet.sync()

    assert tablet.attachments()[0].state == "complete"


async def test_the_same_file_twice_is_attached_once(live: Live) -> None:
    tablet, review = await at_home(live)
    ramp = photo()
    tablet.attach(review, ramp, "image/jpeg", "The new ramp")
    tablet.attach(review, ramp, "image/jpeg", "The new ramp again")

    assert len(tablet.attachments(review)) == 1
    assert [one["caption"] for one in tablet.drafts()[0]["attachments"]] == ["The new ramp"]


async def test_a_file_that_comes_later_is_a_change_of_the_review(live: Live) -> None:
    tablet, review = await at_home(live)
    hand_in(tablet)
    tablet.sync()

    tablet.attach(review, photo(), "image/jpeg", "The new ramp")
    tablet.sync()
    tablet.sync()

    shown = tablet.submission(review)
    assert (shown.rev, len(shown.answers["attachments"])) == (2, 1)
    assert shown.evidence is not None
    assert shown.evidence.arrived == 1


async def test_what_the_council_does_not_take_is_said_and_kept(live: Live) -> None:
    tablet, review = await at_home(live)
    tablet.attach(review, b"MZ, a program" * 100, "application/pdf", "The plan")
    tablet.attach(review, photo(), "image/jpeg", "The new ramp")

    tablet.sync()

    assert {(one.state, one.fault) for one in tablet.attachments()} == {
        ("refused", "attachment-refused"),
        ("complete", None),
    }
    assert len(tablet.store.run("select 1 from attachment_piece")) == 1


async def test_a_file_waits_while_its_tablet_may_not_sync(live: Live) -> None:
    tablet, review = await at_home(live)
    tablet.attach(review, photo(), "image/jpeg", "The new ramp")
    live.ask("ada", f"/v1/devices/{tablet.device_id}/suspend", None)
    live.scene.clock.forward(seconds=11)

    with pytest.raises(Refused) as refusal:
        Uploads(tablet.store).send(tablet.session)

    assert refusal.value.code == "device-suspended"
    live.ask("ada", f"/v1/devices/{tablet.device_id}/restore", None)
    live.scene.clock.forward(seconds=11)
    tablet.sync()
    assert [one.state for one in tablet.attachments()] == ["complete"]


async def test_a_photo_cannot_be_read_on_the_disk(live: Live) -> None:
    tablet, review = await at_home(live)
    content = document()
    tablet.attach(review, content, "application/pdf", "The plan")

    on_disk = b"".join(file.read_bytes() for file in sorted(live.folder.iterdir()))

    assert content[:40] not in on_disk


async def test_nothing_is_attached_to_a_review_that_is_not_here(live: Live) -> None:
    tablet, _ = await at_home(live)

    with pytest.raises(KeyError):
        tablet.attach(uuid4(), photo(), "image/jpeg", "The new ramp")
