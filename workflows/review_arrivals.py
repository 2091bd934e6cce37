"""What becomes of a review, or of words about one, that arrives: accepted, in conflict, or kept for a person to see."""

from datetime import datetime
from typing import Any

import msgspec

from schemas.arrivals import Current, Ground
from schemas.base import Issue
from schemas.corrections import RequestCorrection
from schemas.reviews import Review
from schemas.submission_queries import AnswerQuery
from schemas.submissions import Action, Event, State, Submission, Withdraw
from schemas.sync import Op, OpProblem
from workflows import corrections, disclosure, grounds, judgements
from workflows.arrivals import Arrival, is_readable
from workflows.conflicts import OFFERS, conflict, stale
from workflows.forms import taking
from workflows.grounds import Sender, Work
from workflows.op_problems import problem
from workflows.policies import Policies, policies_from
from workflows.reviews import lifecycle
from workflows.verdicts import Verdict, held, in_conflict, quarantined, to_be_sent_again


def decide(
    work: Arrival,
    ground: Ground,
    sender: Sender,
    at: datetime,
) -> Verdict:
    """What becomes of this op on this ground. Pure: the same arguments always give the same verdict."""
    if ground.has_left:
        return quarantined(problem("after-scope-exit"))
    if ground.in_use:
        return Verdict(status="rejected", problem=problem("id-in-use"))
    if work.unread:
        return quarantined(problem("protocol-unreadable"))
    if ground.missing:
        return held(*ground.missing)
    match work.op.kind:
        case "submit":
            return _submit(work, ground, sender, at)
        case "amend":
            return _amend(work, ground, sender, at)
        case "withdraw":
            return _withdraw(work, ground, sender, at)
        case "request_correction":
            return _request_correction(work, ground, sender, at)
        case "answer_query":
            return _answer_query(work, ground, sender, at)
        case other:
            return quarantined(problem("kind-unknown", params={"kind": other}))


def _submit(work: Arrival, ground: Ground, sender: Sender, at: datetime) -> Verdict:
    review = _review(work, ground, sender, at)
    if isinstance(review, OpProblem):
        return quarantined(review)
    if work.op.base_rev != 0:
        return quarantined(problem("base-rev-invalid", [Issue(pointer="/base_rev", code="base-rev-invalid")]))
    if ground.current is not None:
        return (
            _unchanged(work, ground.current)
            or _kept_back(ground.current, sender)
            or stale(work, ground.current, Action.AMEND)
        )
    return _accepted(work, review, ground, sender, at)


def _amend(work: Arrival, ground: Ground, sender: Sender, at: datetime) -> Verdict:
    if ground.current is None:
        return to_be_sent_again(work.op.entity_id)
    review = _review(work, ground, sender, at)
    if isinstance(review, OpProblem):
        return quarantined(review)
    return (
        _unchanged(work, ground.current)
        or _kept_back(ground.current, sender)
        or conflict(work, ground.current, Action.AMEND)
        or _accepted(work, review, ground, sender, at)
    )


def _withdraw(work: Arrival, ground: Ground, sender: Sender, at: datetime) -> Verdict:
    if ground.current is None:
        return to_be_sent_again(work.op.entity_id)
    if not isinstance(work.payload, Withdraw):
        return quarantined(problem("body-invalid", list(work.malformed)))
    before = ground.current.submission
    if code := sender.not_allowed_at(before.organisation_id, before.location_id):
        return quarantined(problem(code))
    if verdict := _kept_back(ground.current, sender) or conflict(work, ground.current, Action.WITHDRAW):
        return verdict
    after = _moved(before, at, state=_destination(before, Action.WITHDRAW))
    event = _event(work, before, after, sender, at, reason=work.payload.reason)
    return Verdict(status="accepted", submission=after, event=event)


def _request_correction(work: Arrival, ground: Ground, sender: Sender, at: datetime) -> Verdict:
    if ground.current is None:
        return to_be_sent_again(work.op.entity_id)
    if not isinstance(work.payload, RequestCorrection):
        return quarantined(problem("body-invalid", list(work.malformed)))
    before, last = ground.current.submission, ground.current.last_correction
    if code := sender.not_allowed_at(before.organisation_id, before.location_id):
        return quarantined(problem(code))
    refused = _kept_back(ground.current, sender) or conflict(work, ground.current, Action.REQUEST_CORRECTION)
    if refused:
        return refused
    if before.correction_requested_at is not None:
        return in_conflict(
            "correction-requested",
            ground.current,
            offer=OFFERS["correction-requested"],
            params={},
            seen_rev=work.op.base_rev,
            changed_sections=[],
        )
    after = _moved(before, at, correction_requested_at=at)
    asked = corrections.requested(before, last, work.payload.reason, sender.account_id, at)
    event = _event(work, before, after, sender, at, reason=work.payload.reason)
    return Verdict(status="accepted", submission=after, correction=asked, event=event)


def _answer_query(work: Arrival, ground: Ground, sender: Sender, at: datetime) -> Verdict:
    """An answer is an overlay: whatever has become of the review meanwhile, it is kept beside it."""
    if ground.current is None:
        return to_be_sent_again(work.op.entity_id)
    if not isinstance(work.payload, AnswerQuery):
        return quarantined(problem("body-invalid", list(work.malformed)))
    before, asked = ground.current.submission, ground.current.queries.get(work.payload.query_id)
    if refused := _kept_back(ground.current, sender):
        return refused
    if asked is None:
        return quarantined(problem("query-unknown"))
    if sender.account_id not in (before.reviewer_id, before.submitter_id):
        return quarantined(problem("not-yours-to-answer"))
    if asked.answered_at is not None:
        return in_conflict("already-answered", ground.current, offer=[], params={})
    answered = msgspec.structs.replace(
        asked, answer=work.payload.text, answered_by=sender.account_id, answered_at=at
    )
    after = _moved(before, at, open_queries=before.open_queries - 1)
    event = _event(work, before, after, sender, at, reason=work.payload.text)
    return Verdict(status="accepted", submission=after, query=answered, event=event)


def _review(work: Arrival, ground: Ground, sender: Sender, at: datetime) -> Review | OpProblem:
    """The body as a review that may become a submission, or why a person has to look at it first."""
    if not is_readable(work.op):
        return problem("form-unknown", [Issue(pointer="/form", code="form-unknown")])
    if not isinstance(work.payload, Review):
        return problem("body-invalid", list(work.malformed))
    found = grounds.objection(Work(op=work.op, review=work.payload, ground=ground, sender=sender))
    return found or _out_of_time(work.op, work.payload, ground, sender, at) or work.payload


def _out_of_time(op: Op, review: Review, ground: Ground, sender: Sender, at: datetime) -> OpProblem | None:
    """Work on a form that isn't taken any more, or not yet, is for staff to accept; nobody else can."""
    if sender.actor is None:
        return None
    found = taking.objection(
        op.form, review.supplementary_version, ground.questions, _policies(ground).forms, at
    )
    return problem(found[0], [Issue(pointer=found[1], code=found[0])]) if found else None


def _policies(ground: Ground) -> Policies:
    return policies_from(ground.package.policies if ground.package else None)


def _unchanged(work: Arrival, current: Current) -> Verdict | None:
    """Identical bytes need no new revision, whatever base they name."""
    if work.sha256 != current.latest_sha256:
        return None
    return Verdict(status="accepted", submission=current.submission)


def _kept_back(current: Current, sender: Sender) -> Verdict | None:
    """What a provider sends about a review that accuses it is seen to by the council's staff, whatever became of it.

    Any other answer would tell the provider what happens, or let it take the concern back.
    """
    if current.submission.withheld_since is None or sender.accepted_by is not None:
        return None
    return quarantined(problem("kept-for-the-council"))


def _accepted(work: Arrival, review: Review, ground: Ground, sender: Sender, at: datetime) -> Verdict:
    """A new submission, its next revision, or one that is proposed while a verifier works on the last."""
    before = ground.current.submission if ground.current else None
    policies = _policies(ground)
    judged = judgements.judge(work.op, work.body, review, ground, sender, at, policies)
    if before is None:
        after = judgements.first_standing(judged, ground)
    elif before.state is State.CHECKING:
        after = _moved(before, at, proposed_rev=judged.revision.rev)
    else:
        due_at = judgements.due_again(before, at, policies.routing.clock)
        moved = _moved(before, at, state=_destination(before, Action.AMEND), due_at=due_at, due_left=None)
        after = judgements.showing(moved, judged)
    marked = disclosure.marked(after, review, at)
    return Verdict(
        status="accepted",
        submission=marked,
        revision=judged.revision,
        event=_event(work, before, marked, sender, at),
    )


def _destination(submission: Submission, action: Action) -> State:
    (state,) = lifecycle.moves[submission.state, action]
    return state


def _moved(submission: Submission, at: datetime, **changes: Any) -> Submission:
    return msgspec.structs.replace(submission, version=submission.version + 1, updated_at=at, **changes)


def _event(
    work: Arrival,
    before: Submission | None,
    after: Submission,
    sender: Sender,
    at: datetime,
    reason: str | None = None,
) -> Event:
    return Event(
        authority_id=after.authority_id,
        submission_id=after.id,
        person_id=after.person_id,
        action=work.op.kind,
        from_state=before.state if before else None,
        to_state=after.state,
        rev=after.latest_rev,
        account_id=sender.accepted_by or sender.account_id,
        capacity=sender.capacity_at(after.organisation_id, after.location_id) or judgements.BY_STAFF,
        organisation_id=after.organisation_id,
        reason=reason,
        op_id=work.op.op_id,
        at=at,
    )
