"""Whatever may arrive, wherever it may land: reviews, words about them and what is neither, with up to two faults."""

import hashlib
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

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
from workflows.arrivals import Arrival, arrival
from workflows.grounds import Sender

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
