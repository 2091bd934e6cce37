"""What a verifier's move changes: where the review stands, the decision, the words, the message to the record."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from schemas.accounts import Actor
from schemas.corrections import CloseCorrection, Correction, DeclineCorrection, OpenCorrection
from schemas.pushes import Message
from schemas.submissions import Action, Event, Revision, State, Submission
from schemas.verification import (
    Comment,
    Decision,
    Disclose,
    Nothing,
    Rate,
    Reject,
    ReturnToReviewer,
    VerifierRating,
    WaiveEvidence,
)
from workflows import clocks, corrections, judgements, verifiers
from workflows.cases import Case
from workflows.policies import ClockPolicy
from workflows.review_requirements import no_revision_waits
from workflows.reviews import LEASE, Move, lifecycle

Command = (
    Nothing
    | ReturnToReviewer
    | Reject
    | Disclose
    | Rate
    | WaiveEvidence
    | OpenCorrection
    | DeclineCorrection
    | CloseCorrection
)
NEEDS_THE_LATEST = frozenset(row.action for row in lifecycle.transitions if no_revision_waits in row.when)
"""Actions that nobody may take while a revision waits that they have not seen."""
ADOPTS = frozenset({Action.TAKE_IN, Action.RELEASE})
"""Actions by which a revision that waits becomes the one at which the review stands."""
ANSWERS_A_REQUEST = frozenset({Action.UN_APPROVE, Action.CORRECT, Action.DECLINE_CORRECTION})
"""Actions after which no author waits for a correction to be opened."""


class Moved(Struct, frozen=True, kw_only=True):
    """Everything that one move leaves behind, to be written in one transaction."""

    submission: Submission
    event: Event
    decision: Decision | None = None
    comments: tuple[Comment, ...] = ()
    message: Message | None = None
    rating: VerifierRating | None = None
    correction: Correction | None = None
    revision_changed: bool = False


class Hands(Struct, frozen=True, kw_only=True):
    """Who makes the move, when, and the fresh ids for what it leaves behind."""

    actor: Actor
    at: datetime
    decision_id: UUID
    comment_ids: tuple[UUID, ...] = ()


def carry_out(
    case: Case,
    move: Move,
    command: Command,
    hands: Hands,
    proposed: Revision | None,
    clock: ClockPolicy,
) -> Moved:
    """The consequences of a move that `reviews.lifecycle` allows; `proposed` is the revision that waits, if any."""
    before = case.submission
    after = _rated(_standing(case, move, hands, proposed, clock), command)
    decision = _decision(case, move, command, hands)
    return Moved(
        submission=after,
        event=_event(case, after, move, command, hands),
        decision=decision,
        comments=_comments(before, command, hands),
        rating=_rating(case, command, hands),
        correction=corrections.answered(case, command, hands.actor.account_id, hands.at),
        message=_message(decision, hands) if decision and after.state is State.APPROVED else None,
        revision_changed=after.rev != before.rev,
    )


def _standing(
    case: Case, move: Move, hands: Hands, proposed: Revision | None, clock: ClockPolicy
) -> Submission:
    before = case.submission
    adopted = proposed if move.action in ADOPTS else None
    shown = judgements.showing(before, judgements.read_back(adopted)) if adopted else before
    return msgspec.structs.replace(
        shown,
        state=move.to,
        version=before.version + 1,
        updated_at=hands.at,
        **_lease(before, move, hands),
        **_clock(before, move, hands, clock),
        **({"withheld_since": None} if move.action is Action.DISCLOSE else {}),
        **({"evidence_waived_rev": before.rev} if move.action is Action.WAIVE_EVIDENCE else {}),
        **({"correction_requested_at": None} if move.action in ANSWERS_A_REQUEST else {}),
    )


def _rated(after: Submission, command: Command) -> Submission:
    """From a verifier's rating on it is the one that counts, for this revision."""
    if not isinstance(command, Rate):
        return after
    risk = judgements.RISK[command.rating]
    return msgspec.structs.replace(
        after,
        rating=command.rating,
        risk=risk,
        rating_lowered=after.rating_lowered or risk < after.risk,
    )


def _rating(case: Case, command: Command, hands: Hands) -> VerifierRating | None:
    if not isinstance(command, Rate):
        return None
    return VerifierRating(
        authority_id=case.submission.authority_id,
        id=hands.decision_id,
        submission_id=case.submission.id,
        rev=case.submission.rev,
        person_id=case.submission.person_id,
        rating=command.rating,
        before=case.submission.rating,
        reason=command.reason,
        verifier_id=hands.actor.account_id,
        capacity=verifiers.capacity(case, hands.actor).role,
        made_at=hands.at,
    )


def _clock(before: Submission, move: Move, hands: Hands, policy: ClockPolicy) -> dict[str, Any]:
    """While its reviewer has it back, no clock runs; what is corrected is due as if it were new."""
    if move.to is State.CORRECTION_OPEN:
        return {"due_at": None, "due_left": None}
    if move.to is not State.RETURNED or before.due_at is None:
        return {}
    return {"due_at": None, "due_left": clocks.time_left(hands.at, before.due_at, policy)}


def _lease(before: Submission, move: Move, hands: Hands) -> dict[str, Any]:
    if move.action is Action.DISCLOSE:
        return {}
    if move.action is Action.OPEN:
        return {"opened_by": hands.actor.account_id, "lease_until": hands.at + LEASE}
    if move.to is State.CHECKING:
        return {"opened_by": before.opened_by, "lease_until": before.lease_until}
    return {"opened_by": None, "lease_until": None}


OUTCOMES: dict[Action, Literal["approved", "returned", "rejected"]] = {
    Action.APPROVE: "approved",
    Action.RETURN: "returned",
    Action.REJECT: "rejected",
}


def _decision(case: Case, move: Move, command: Command, hands: Hands) -> Decision | None:
    if move.action not in OUTCOMES:
        return None
    return Decision(
        authority_id=case.submission.authority_id,
        id=hands.decision_id,
        submission_id=case.submission.id,
        rev=case.submission.rev,
        person_id=case.submission.person_id,
        body=verifiers.deciding_body(case, hands.actor),
        outcome=OUTCOMES[move.action],
        verifier_id=hands.actor.account_id,
        reason=_reason(command),
        decided_at=hands.at,
    )


def _comments(before: Submission, command: Command, hands: Hands) -> tuple[Comment, ...]:
    said = command.comments if isinstance(command, ReturnToReviewer) else []
    return tuple(
        Comment(
            authority_id=before.authority_id,
            id=id_,
            submission_id=before.id,
            rev=before.rev,
            person_id=before.person_id,
            pointer=words.pointer,
            text=words.text,
            account_id=hands.actor.account_id,
            made_at=hands.at,
        )
        for id_, words in zip(hands.comment_ids, said, strict=True)
    )


def _message(decision: Decision, hands: Hands) -> Message:
    return Message(
        authority_id=decision.authority_id,
        target="record",
        message="approved",
        person_id=decision.person_id,
        submission_id=decision.submission_id,
        rev=decision.rev,
        decision_id=decision.id,
        due_at=hands.at,
        created_at=hands.at,
    )


def _event(case: Case, after: Submission, move: Move, command: Command, hands: Hands) -> Event:
    before, membership = case.submission, verifiers.capacity(case, hands.actor)
    return Event(
        authority_id=before.authority_id,
        submission_id=before.id,
        person_id=before.person_id,
        action=move.action,
        from_state=before.state,
        to_state=after.state,
        rev=after.rev,
        account_id=hands.actor.account_id,
        capacity=membership.role,
        organisation_id=membership.organisation.id,
        reason=_reason(command),
        at=hands.at,
    )


def _reason(command: Command) -> str | None:
    match command:
        case (
            Reject(reason=reason)
            | Disclose(reason=reason)
            | Rate(reason=reason)
            | WaiveEvidence(reason=reason)
            | OpenCorrection(reason=reason)
            | DeclineCorrection(reason=reason)
            | CloseCorrection(reason=reason)
        ):
            return reason
        case ReturnToReviewer(comments=comments):
            return "\n".join(words.text for words in comments)
    return None
