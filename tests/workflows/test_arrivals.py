"""Whatever arrives, wherever it lands: there is always an answer, and the answer always holds together."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from msgspec import Raw

from schemas.accounts import Actor, Membership, Named, Role
from schemas.arrivals import Current, Ground, PackageFacts, PersonFacts, ReviewerFacts
from schemas.base import encode
from schemas.code_lists import Funder
from schemas.ratings import Colour
from schemas.routing import Queue
from schemas.submissions import State, Submission
from schemas.sync import MAX_BODY_BYTES, FormRef, Op
from tests.given_reviews import LEFT_OUT, a_body
from workflows import arrivals
from workflows.arrivals import Arrival, Verdict, arrival, decide, fingerprint
from workflows.grounds import Sender
from workflows.reviews import lifecycle

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
EXAMPLE = a_body({})
PERSON = EXAMPLE["person"]
AUTHORITY, SOMEBODY, PROVIDER, LOCATION, DEVICE, OTHER = (UUID(int=n) for n in range(1, 7))
REVIEW, PACKAGE = UUID(EXAMPLE["submission_id"]), UUID(EXAMPLE["package_id"])
RIGHT_FORM = FormRef(id="review", version=1)

REVIEWS = [
    encode(a_body(changes))
    for changes in (
        {},
        {"/working_well": "The garden."},
        {"/review_date": "0001-01-01", "/submitted_at": "0001-01-01T00:00:00+14:00"},
        {"/next_review_due": "9999-12-31", "/submitted_at": "9999-12-31T23:59:59-14:00"},
    )
]
WORDLESS, TELEPATHIC = {"reason": ""}, a_body({"/method": "telepathy"})
NAMELESS = a_body({"/person/mosaic_person_id": LEFT_OUT})
NO_JSON = [b"", b"{", b'"\xff"', b'{"a":"\\u0000"}']
OTHER_BODIES = [
    *map(encode, (WORDLESS, TELEPATHIC, NAMELESS, {}, [], None, 5, "x" * MAX_BODY_BYTES)),
    *NO_JSON,
]
FAULTS = [
    "kind",
    "form",
    "body",
    "entity",
    "base",
    "presence",
    "package",
    "no package",
    "location",
    "record",
    "number",
    "another person",
    "reviewer",
    "role",
    "place",
    "staff",
    "in use",
    "missing",
]
"""What may be otherwise than it should; at most two of them are in one situation."""


class Situation(NamedTuple):
    work: Arrival
    ground: Ground
    sender: Sender

    @property
    def before(self) -> Submission | None:
        return self.ground.current.submission if self.ground.current else None


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Work that is as it should be, but for up to two things."""
    faults = draw(st.sets(st.sampled_from(FAULTS), max_size=2))
    kind = draw(st.sampled_from(["submit", "amend", "withdraw"]))
    current = draw(standings(faults)) if (kind == "submit") == ("presence" in faults) else None
    usual = [encode({"reason": "Sent twice."})] if kind == "withdraw" else REVIEWS
    base = current.submission.latest_rev if current and kind != "submit" else 0
    body = draw(st.sampled_from(OTHER_BODIES if "body" in faults else usual))
    op = Op(
        op_id=draw(st.uuids()),
        authority_id=AUTHORITY,
        device_seq=1,
        kind="sing" if "kind" in faults else kind,
        entity_id=OTHER if "entity" in faults else REVIEW,
        base_rev=draw(st.integers(0, 4)) if "base" in faults else base,
        form=draw(st.sampled_from([None, FormRef(id="review", version=2)]))
        if "form" in faults
        else RIGHT_FORM,
        made_at=draw(st.datetimes(datetime(2, 1, 1), timezones=st.just(UTC))),  # noqa: DTZ001 the zone is beside it
        body_sha256=hashlib.sha256(body).hexdigest(),
        body=Raw(body),
    )
    ground = Ground(
        package=None if "no package" in faults else draw(packages(faults)),
        reviewer=draw(st.sampled_from([None, _reviewer()]))
        if "reviewer" in faults
        else _reviewer("reviewer"),
        other_person="another person" in faults,
        current=current,
        in_use="in use" in faults,
        missing=(OTHER,) if "missing" in faults else (),
        not_before=draw(st.sampled_from([None, NOON])),
        reference="0000-0000",
    )
    return Situation(arrival(0, op, body), ground, draw(senders(faults)))


@st.composite
def packages(draw: st.DrawFn, faults: set[str]) -> PackageFacts:
    return PackageFacts(
        id=PACKAGE,
        funder=draw(st.sampled_from(Funder)),
        location_id=LOCATION,
        organisation_id=PROVIDER,
        cqc_location_ids=frozenset({"1-1" if "location" in faults else EXAMPLE["provider_cqc_location_id"]}),
        person=PersonFacts(
            id=SOMEBODY,
            name=PERSON["name"],
            date_of_birth=date.fromisoformat(PERSON["date_of_birth"]),
            deceased_on=draw(st.none() | st.dates()),
            review_permitted=draw(st.sampled_from([None, True, False])),
            record_ids=frozenset({"1" if "record" in faults else PERSON["mosaic_person_id"]}),
            nhs_numbers=frozenset({"1" if "number" in faults else PERSON["nhs_number"]}),
        ),
    )


@st.composite
def standings(draw: st.DrawFn, faults: set[str]) -> Current:
    state, rev = draw(st.sampled_from(State)), draw(st.integers(1, 3))
    proposed = state is State.CHECKING and draw(st.booleans())
    submission = Submission(
        authority_id=AUTHORITY,
        id=REVIEW,
        kind="review",
        person_id=SOMEBODY,
        package_id=OTHER if "package" in faults else PACKAGE,
        location_id=LOCATION,
        organisation_id=PROVIDER,
        reference="0000-0000",
        state=state,
        rev=rev,
        proposed_rev=rev + 1 if proposed else None,
        version=draw(st.integers(1, 9)),
        form="review",
        form_version=1,
        funder=Funder.COUNCIL,
        rating=Colour.GREEN,
        risk=0,
        summary="",
        statutory_findings=0,
        other_findings=0,
        blocking_findings=0,
        queue=Queue.FULL,
        reviewer_id=SOMEBODY,
        submitter_id=SOMEBODY,
        submitted_at=NOON,
        received_at=NOON,
        updated_at=NOON,
    )
    latest = draw(st.sampled_from([b"", hashlib.sha256(REVIEWS[0]).digest()]))
    return Current(submission=submission, latest_sha256=latest, latest_role="reviewer")


@st.composite
def senders(draw: st.DrawFn, faults: set[str]) -> Sender:
    membership = Membership(
        role=Role.TRUSTED_ASSESSOR
        if "role" in faults
        else draw(st.sampled_from([Role.REVIEWER, Role.HOME_MANAGER])),
        organisation=Named(id=PROVIDER, name="The provider"),
        location=Named(id=OTHER if "place" in faults else LOCATION, name="A location"),
        authority_ids=[AUTHORITY],
    )
    actor = Actor(account_id=SOMEBODY, memberships=(membership,), holder_ids=frozenset({LOCATION}))
    return Sender(
        account_id=SOMEBODY,
        device_id=DEVICE,
        location_id=LOCATION,
        actor=None if "staff" in faults else actor,
        accepted_by=OTHER if "staff" in faults else None,
        skew=draw(st.none() | st.timedeltas()),
    )


def _reviewer(*roles: str) -> ReviewerFacts:
    return ReviewerFacts(roles=frozenset(roles), training=Raw(b"[]"))


def verdict_on(situation: Situation) -> Verdict:
    return decide(*situation, NOON)


@pytest.mark.parametrize("status", ["accepted", "conflict", "quarantined", "rejected", "retry"])
def test_every_answer_can_happen(status: str) -> None:
    any_will_do = settings(max_examples=2_000, derandomize=True, phases=[Phase.generate])

    find(situations(), lambda situation: verdict_on(situation).status == status, settings=any_will_do)


@given(situations())
def test_the_same_on_the_same_ground_has_the_same_answer(situation: Situation) -> None:
    assert verdict_on(situation) == verdict_on(situation)


@given(situations())
def test_what_is_not_accepted_says_why_in_words_and_changes_nothing(situation: Situation) -> None:
    verdict = verdict_on(situation)

    if verdict.problem is None:
        assert verdict.status == "accepted"
        return
    assert verdict.status in ("conflict", "held", "quarantined", "rejected", "retry")
    words = verdict.problem.template.format(**verdict.problem.params)
    assert words[0].isupper()
    assert words.endswith(".")
    assert (verdict.revision, verdict.event) == (None, None)
    assert verdict.submission in (None, situation.before)
    assert (verdict.status == "conflict") == bool(verdict.problem.server_rev)


@given(situations())
def test_what_is_accepted_moves_as_the_lifecycle_allows(situation: Situation) -> None:
    verdict, before = verdict_on(situation), situation.before

    if verdict.event is None or verdict.submission is None:
        return
    after = verdict.submission
    assert verdict.event.to_state is after.state
    if before is None:
        assert (after.state, after.rev, after.version) == (State.SUBMITTED, 1, 1)
    else:
        assert after.state in _ends_of(before.state)
        assert after.version == before.version + 1
        assert situation.work.op.base_rev == before.latest_rev


def _ends_of(state: State) -> Iterable[State]:
    return {end for (source, _), ends in lifecycle.moves.items() if source is state for end in ends}


@given(situations())
def test_what_is_accepted_is_the_next_revision_or_the_same_answers_again(situation: Situation) -> None:
    verdict, work = verdict_on(situation), situation.work

    if verdict.revision is not None and verdict.submission is not None:
        assert verdict.submission.latest_rev == verdict.revision.rev == work.op.base_rev + 1
        assert (verdict.revision.body, verdict.revision.body_sha256) == (work.body, work.sha256)
        assert (verdict.submission.proposed_rev is None) == (verdict.submission.state is not State.CHECKING)
    elif verdict.status == "accepted" and verdict.event is None:
        assert situation.ground.current is not None
        assert work.sha256 == situation.ground.current.latest_sha256
        assert verdict.submission == situation.before


@given(situations())
def test_the_next_op_finds_what_this_one_left(situation: Situation) -> None:
    verdict = verdict_on(situation)

    after = verdict.after(situation.ground.current)

    if verdict.event is None:
        assert after == situation.ground.current
    else:
        assert after is not None
        assert after.submission == verdict.submission
        if verdict.revision is not None:
            assert after.latest_sha256 == situation.work.sha256


@given(situations())
def test_a_clock_is_corrected_only_by_what_is_known_of_it(situation: Situation) -> None:
    revision, skew = verdict_on(situation).revision, situation.sender.skew

    if revision is not None and revision.corrected_at is not None:
        assert skew is not None
        assert revision.corrected_at - situation.work.op.made_at == skew
    elif revision is not None and skew is not None:
        assert abs(skew) > timedelta(days=1)


@settings(max_examples=50)
@given(situations(), situations())
def test_ops_have_one_fingerprint_only_if_they_say_the_same(one: Situation, other: Situation) -> None:
    def said(op: Op) -> tuple[object, ...]:
        return op.kind, op.entity_id, op.base_rev, op.form, op.body_sha256

    same = said(one.work.op) == said(other.work.op)
    assert (fingerprint(one.work.op) == fingerprint(other.work.op)) == same


@given(situations())
def test_an_op_is_read_back_as_it_was_written(situation: Situation) -> None:
    work = situation.work
    if work.payload is None:
        return
    read = arrivals.read(work.index, encode(work.op))

    assert read is not None
    assert (read.body, read.payload) == (work.body, work.payload)
    assert arrivals.arrived_whole(read)


@given(st.binary(max_size=60) | st.sampled_from(REVIEWS))
def test_what_is_no_op_is_not_read_as_one(raw: bytes) -> None:
    assert arrivals.read(0, raw) is None
