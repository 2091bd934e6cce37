"""The life of one review in memory: what tablets send and verifiers do to it, by the rules that the service applies."""

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
from msgspec import Raw

from schemas.accounts import Actor
from schemas.arrivals import Current, Ground, PackageFacts, PersonFacts, ReviewerFacts
from schemas.base import encode
from schemas.code_lists import Funder
from schemas.pushes import Message
from schemas.submissions import Action, Event, Revision, Submission
from schemas.sync import FormRef, Op
from schemas.verification import Body, Decision, Nothing, Pointed, Reject, ReturnToReviewer
from tests.given_reviews import a_body
from tests.support.cases import AUTHORITY, PROVIDER, ROWENA, TRURO
from tests.support.world import NOON
from workflows import arrivals, review_arrivals, verification
from workflows.cases import Case
from workflows.grounds import Sender
from workflows.policies import DEFAULT_POLICIES
from workflows.reviews import lifecycle
from workflows.transitions import Refused
from workflows.verification import Command, Hands

EXAMPLE = a_body({})
COMMANDS: dict[Action, Command] = {
    Action.RETURN: ReturnToReviewer(comments=[Pointed(pointer="", text="Why?")]),
    Action.REJECT: Reject(reason="No."),
}


class Life:
    """A review from its arrival on, with everything that was ever written down about it."""

    def __init__(self, funder: Funder) -> None:
        self.at = NOON
        self.id, self.device = uuid4(), uuid4()
        self.package = _package(funder)
        self.submission: Submission | None = None
        self.revisions: dict[int, Revision] = {}
        self.events: list[Event] = []
        self.decisions: list[Decision] = []
        self.messages: list[Message] = []
        self.submit(ROWENA)

    @property
    def standing(self) -> Submission:
        assert self.submission is not None
        return self.submission

    @property
    def case(self) -> Case:
        return Case(
            submission=self.standing,
            at=self.at,
            authors=frozenset(
                author for one in self.revisions.values() for author in (one.reviewer_id, one.submitter_id)
            ),
            approved_by=self.approved_by(self.standing.rev),
        )

    def approved_by(self, rev: int) -> frozenset[Body]:
        return frozenset(one.body for one in self.decisions if one.rev == rev and one.outcome == "approved")

    def later(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    def submit(self, author: Actor) -> bool:
        return self._arrive("submit", author, 0, self._answers("The first visit."))

    def amend(self, author: Actor) -> bool:
        return self._arrive("amend", author, self.standing.latest_rev, self._answers(f"On {self.at}."))

    def withdraw(self, author: Actor) -> bool:
        return self._arrive("withdraw", author, self.standing.latest_rev, {"reason": "Sent too early."})

    def verify(self, action: Action, verifier: Actor) -> bool:
        """Whether a verifier's action was carried out."""
        case = self.case
        move = lifecycle.decide(case, action, verifier)
        if isinstance(move, Refused):
            return False
        command = COMMANDS.get(action, Nothing())
        said = len(command.comments) if isinstance(command, ReturnToReviewer) else 0
        hands = Hands(
            actor=verifier,
            at=self.at,
            decision_id=uuid4(),
            comment_ids=tuple(uuid4() for _ in range(said)),
        )
        waits = self.revisions.get(self.standing.proposed_rev or 0)
        moved = verification.carry_out(case, move, command, hands, waits, DEFAULT_POLICIES.routing.clock)
        self.submission = moved.submission
        self.events.append(moved.event)
        self.decisions += [moved.decision] if moved.decision else []
        self.messages += [moved.message] if moved.message else []
        return True

    def _arrive(self, kind: str, author: Actor, base: int, body: dict[str, Any]) -> bool:
        work = arrivals.arrival(0, _op(self, kind, base, encode(body)), encode(body))
        sender = Sender(account_id=author.account_id, device_id=self.device, location_id=TRURO, actor=author)
        verdict = review_arrivals.decide(work, self._ground(), sender, self.at)
        if verdict.event is None:
            return False
        self.submission = verdict.submission
        self.events.append(verdict.event)
        if verdict.revision:
            self.revisions[verdict.revision.rev] = verdict.revision
        return True

    def _ground(self) -> Ground:
        ground = Ground(
            package=self.package,
            reviewer=ReviewerFacts(roles=frozenset({"reviewer"}), training=Raw(b"[]")),
            reference="7K4M-2QXC",
        )
        if self.submission is None:
            return ground
        latest = self.revisions[self.submission.latest_rev]
        current = Current(
            submission=self.submission, latest_sha256=latest.body_sha256, latest_role=latest.submitter_role
        )
        return msgspec.structs.replace(ground, current=current)

    def _answers(self, views: str) -> dict[str, Any]:
        return EXAMPLE | {
            "submission_id": str(self.id),
            "package_id": str(self.package.id),
            "reviewer_id": str(ROWENA.account_id),
            "funder": self.package.funder,
            "person_views": views,
        }


def _package(funder: Funder) -> PackageFacts:
    named = EXAMPLE["person"]
    return PackageFacts(
        id=uuid4(),
        funder=funder,
        location_id=TRURO,
        organisation_id=PROVIDER,
        cqc_location_ids=frozenset({EXAMPLE["provider_cqc_location_id"]}),
        person=PersonFacts(
            id=uuid4(),
            name=named["name"],
            date_of_birth=datetime.fromisoformat(named["date_of_birth"]).date(),
            deceased_on=None,
            review_permitted=None,
            record_ids=frozenset({named["mosaic_person_id"]}),
            nhs_numbers=frozenset({named["nhs_number"]}),
        ),
    )


def _op(life: Life, kind: str, base: int, body: bytes) -> Op:
    return Op(
        op_id=uuid4(),
        authority_id=AUTHORITY,
        device_seq=len(life.events),
        kind=kind,
        entity_id=life.id,
        base_rev=base,
        form=None if kind == "withdraw" else FormRef(id="review", version=1),
        made_at=life.at,
        body_sha256=hashlib.sha256(body).hexdigest(),
        body=Raw(body),
    )
