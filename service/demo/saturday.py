"""The story of a discharge at the weekend: one assessment at the bedside, two homes, and what had to clear first."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from msgspec import UNSET

from schemas.agreements import DeclineCode
from schemas.referrals import (
    Category,
    DecideAsHome,
    HomeCondition,
    HomeState,
    OpenReferral,
    ReferralState,
    ReferralView,
    ReferredPerson,
)
from schemas.weekend import Accommodation, WeekendReadiness
from service.client.handset import utc_now
from service.client.ids import uuid7
from service.client.tablet import Tablet
from service.client.ward import OnWard
from service.demo.accounts import DemoAccount
from service.demo.record import Record
from service.demo.story import NotAsTold, Say, Signal
from workflows.nhs_numbers import can_be_an_nhs_number

TOO_FEW_DAYS, ENOUGH_DAYS = 2, 14
"""Days of medicines that go with the person: until no pharmacy is open, and for two weeks."""


class Saturday:
    """Its chapters in order; each says what happens and checks that it did."""

    def __init__(
        self,
        url: str,
        folder: Path,
        cast: Mapping[str, DemoAccount],
        record: Record,
        say: Say,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """`cast` are `coordinator`, `assessor`, `first` and `next`: the managers of the homes, in their turn."""
        self.signal, self.held = Signal(httpx.HTTPTransport()), ExitStack()
        self.tablet = Tablet(folder / "ward.sqlite", url, transport=self.signal, clock=clock)
        self.held.callback(self.tablet.close)
        self.url, self.cast, self.say, self.clock = url, cast, say, clock
        self.record = record
        self.answers: dict[str, Any] = {}
        self.person = f"Demo Referred {secrets.randbelow(100_000):05d}"

    def chapters(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return (
            ("Saturday on the ward", self.referred),
            ("At the bedside, without signal", self.assessed),
            ("The first home", self.declined),
            ("The next home, at once", self.accepted),
            ("What would have kept them until Monday", self.cleared),
            ("In the record", self.recorded),
        )

    def close(self) -> None:
        self.held.close()

    def referred(self) -> None:
        self.coordinator = self._colleague("coordinator")
        homes = [self._colleague(home) for home in ("first", "next")]
        self.first, self.next = homes
        self.places = [self._place(home) for home in homes]
        at_work = self.coordinator.me().memberships[0]
        leaves = self.clock() + timedelta(hours=20)
        self.referral = self.coordinator.refer(
            OpenReferral(
                authority_id=at_work.authority_ids[0],
                person=ReferredPerson(
                    nhs_number=_a_test_number(),
                    given_name="Demo",
                    family_name=self.person.removeprefix("Demo "),
                    date_of_birth=(leaves - timedelta(days=30_000)).date(),
                    postcode="TR1 3AB",
                ),
                hospital_location_id=self._place(self.coordinator),
                ward="Demo Ward 2",
                pathway=3,
                category=Category.CARE_HOME,
                medically_fit_at=self.clock() - timedelta(hours=6),
                proposed_from=leaves,
                proposed_until=leaves + timedelta(hours=6),
                homes=self.places,
            ),
            str(uuid4()),
        )
        homes_in_turn = " and then ".join(home.location.name for home in self.referral.homes)
        self._check(self.referral.state is ReferralState.REFERRED, "The referral waits for its assessment.")
        self.say(f"{self._name('coordinator')} refers {self.person}: {homes_in_turn} are to be asked.")

    def assessed(self) -> None:
        assessor = self.cast["assessor"]
        if assessor.device_id is None:
            raise NotAsTold(f"{assessor.username} has a tablet.")
        self.tablet.become(assessor.device_id)
        self.tablet.log_in(assessor.username, assessor.password)
        self.tablet.sync()
        self._check(
            self.referral.id in {one.id for one in self.tablet.referrals()}, "The ward's tablet has them."
        )
        self.signal.is_there = False
        self.answers = self._assessment()
        self.assessment_id = self.tablet.assess(self.answers)
        self.tablet.sync()
        self._check(len(self.tablet.outbox()) == 1, "The assessment waits on the tablet.")
        self.say(f"{assessor.username} assesses them at the bedside; there is no signal, and it waits.")
        self.signal.is_there = True
        self.tablet.sync()
        self._check(self.tablet.outbox() == [], "The assessment arrived.")
        shown = self.coordinator.assessment(self.assessment_id)
        self._check(shown.trusted, "The homes may decide on the assessor's word, under their agreement.")
        self.say(
            "Back in the corridor it arrives: made under the agreement, so that no home has to come and see."
        )

    def declined(self) -> None:
        seen = self.first.assessment(self.assessment_id)
        self.say(
            f"{self._home(0)} sees the assessment; before a Sunday this stands in the way: {_open(seen.weekend)}."
        )
        self._check(not seen.weekend.weekend_ready, "They can't leave yet.")
        decision = DecideAsHome(
            location_id=self.places[0],
            rev=seen.rev,
            outcome="decline",
            code=DeclineCode.STAFFING,
            reason="Two carers are ill this weekend.",
        )
        self.first.decide(self.assessment_id, decision, str(uuid4()))
        states = [home.state for home in self._referral().homes]
        self._check(
            states == [HomeState.DECLINED, HomeState.ASKED], "The next home is asked in the same moment."
        )
        self.say(f"It declines: two carers are ill. In the same moment {self._home(1)} is asked.")

    def accepted(self) -> None:
        seen = self.next.assessment(self.assessment_id)
        self._check(seen.rev == 1, "It sees the same assessment: nobody was assessed twice.")
        tonight = self.clock() + timedelta(hours=10)
        decision = DecideAsHome(
            location_id=self.places[1],
            rev=seen.rev,
            outcome="accept_with_conditions",
            accommodation=_a_room(self.clock()),
            conditions=[
                HomeCondition(
                    what="Medicines for two weeks come along.", owner="The ward pharmacist", due_by=tonight
                )
            ],
        )
        self.next.decide(self.assessment_id, decision, str(uuid4()))
        self._check(self._referral().state is ReferralState.PLACED, "They have a place.")
        self.say(
            f"{self._home(1)} accepts on one condition, with an owner and a time: medicines for two weeks."
        )

    def cleared(self) -> None:
        before = self.coordinator.assessment(self.assessment_id).weekend
        self._check(not before.weekend_ready, "Something still stands in the way.")
        self.say(f"Still in the way: {_open(before)}.")
        self.tablet.sync()
        self.answers["medicines"] |= {"days_supplied": ENOUGH_DAYS}
        self.tablet.assess(self.answers)
        self.tablet.sync()
        after = self.coordinator.assessment(self.assessment_id)
        self._check((after.rev, after.weekend.weekend_ready) == (2, True), "Now nothing does.")
        self.say(
            "The pharmacy sends two weeks of them, and the assessor corrects the answer: ready for a Sunday."
        )
        line = next(
            one for one in self.coordinator.board(limit=200).items if one.referral_id == self.referral.id
        )
        self.say(
            f"The board tells everybody who waits: {line.state}, and the next move is the {line.whose_move}'s."
        )

    def recorded(self) -> None:
        known = self.record.comes_to_pass(
            lambda: self.coordinator.assessment(self.assessment_id).record_reference is not UNSET
        )
        self._check(known, "The record knows that they have a place.")
        shown = self.coordinator.assessment(self.assessment_id)
        self._check(self.record.times(shown.reference) == 1, "It was told once.")
        self.tablet.sync()
        held = self.tablet.assessment(self.assessment_id)
        self._check(
            held is not None and held.record_reference == shown.record_reference,
            "The ward's tablet shows the record's reference.",
        )
        self.say(
            f"The record was told once that {self._home(1)} takes them, and on what condition:"
            f" its reference {shown.record_reference} is on the ward's tablet."
        )
        self._tell_of_earlier_arrivals()

    def _tell_of_earlier_arrivals(self) -> None:
        counted = [one for agreement in self.coordinator.agreements().items for one in agreement.assessors]
        checked = sum(one.arrivals_checked for one in counted)
        matched = sum(one.arrivals_that_matched for one in counted)
        self.say(
            f"A day after they came the home says how it went; so far {matched} of {checked} were as assessed."
        )

    def _assessment(self) -> dict[str, Any]:
        """The form's example, about this person, with too few days of medicines."""
        body, at = deepcopy(self.tablet.forms()["assessment@1"].example), self.clock()
        agreement = next(one for one in self.coordinator.agreements().items if one.in_force)
        changes: dict[str, dict[str, Any]] = {
            "hospital_stay": {"admitted_on": _day(at - timedelta(days=9)), "ward": self.referral.ward},
            "transfer": {
                "medically_fit_at": _moment(at - timedelta(hours=6)),
                "proposed_from": _moment(self.referral.proposed_from),
                "proposed_until": _moment(self.referral.proposed_until),
            },
            "assessor": {
                "assessor_id": str(self.tablet.session.account_id),
                "agreement_id": str(agreement.id),
                "assessed_at": _moment(at),
            },
            "nutrition": {"weighed_on": _day(at)},
            "clinical": {"observed_at": _moment(at - timedelta(hours=1))},
            "transport": {"booked_for": _moment(self.referral.proposed_from + timedelta(hours=1))},
            "medicines": {"days_supplied": TOO_FEW_DAYS},
            "declaration": {"declared_at": _moment(at)},
        }
        for name, answers in changes.items():
            body[name] |= answers
        body["medicines"]["items"][0]["covered_until"] = _day(at + timedelta(days=14))
        return body | {
            "person": self._named(),
            "submission_id": str(uuid7(at)),
            "referral_id": str(self.referral.id),
            "device_created_at": _moment(at),
            "submitted_at": _moment(at),
        }

    def _named(self) -> dict[str, Any]:
        """The person as the ward's tablet has them."""
        known = next(one for one in self.tablet.people() if one.name == self.person)
        return {
            "mosaic_person_id": known.record_id or None,
            "nhs_number": known.nhs_number or None,
            "name": known.name,
            "date_of_birth": known.date_of_birth.isoformat(),
            "postcode": known.postcode,
        }

    def _referral(self) -> ReferralView:
        return self.coordinator.referral(self.referral.id)

    def _colleague(self, part: str) -> OnWard:
        account = self.cast[part]
        colleague = OnWard(self.url, account.username, account.password)
        self.held.callback(colleague.close)
        return colleague

    def _place(self, colleague: OnWard) -> UUID:
        place = colleague.me().memberships[0].location
        if place is UNSET:
            raise NotAsTold("Everybody in this story works at a place.")
        return place.id

    def _name(self, part: str) -> str:
        return self.cast[part].username

    def _home(self, place: int) -> str:
        return self.referral.homes[place].location.name

    def _check(self, holds: bool, sentence: str) -> None:
        if not holds:
            raise NotAsTold(sentence)


def _a_test_number() -> str:
    """An NHS number from the range that is kept for tests."""
    drawn = (f"999{secrets.randbelow(10_000_000):07d}" for _ in range(1_000))
    return next(number for number in drawn if can_be_an_nhs_number(number))


def _a_room(at: datetime) -> Accommodation:
    return Accommodation(
        room="Room 3, ground floor",
        ready_at=at,
        access_fits=True,
        isolation_possible=True,
        bariatric_fits=True,
        first_nights_staffed=True,
        needs_can_be_met=True,
    )


def _open(weekend: WeekendReadiness) -> str:
    return ", ".join(f"{one.check.value.replace('_', ' ')} ({one.code})" for one in weekend.reasons)


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _day(at: datetime) -> str:
    return at.date().isoformat()
