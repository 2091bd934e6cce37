"""What becomes of a piece of work that arrives: accepted, in conflict, or kept for a person to look at."""

import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from schemas.arrivals import Current, Ground
from schemas.assessments import Assessment
from schemas.base import Issue, Malformed, decode
from schemas.corrections import Correction, RequestCorrection
from schemas.reviews import Review
from schemas.submission_queries import AnswerQuery, SubmissionQuery
from schemas.submissions import Action, Event, Revision, State, Submission, Withdraw
from schemas.sync import MAX_BODY_BYTES, PROTOCOL, Glimpse, Op, OpProblem, Status
from workflows import corrections, disclosure, forms, grounds, judgements
from workflows.forms import taking
from workflows.grounds import Sender, Work
from workflows.op_problems import problem
from workflows.policies import Policies, policies_from
from workflows.reviews import lifecycle

CLOSED = frozenset({State.REJECTED, State.WITHDRAWN})
OFFERS: dict[str, list[str]] = {
    "in-checking": [],
    "closed": ["submit_linked"],
    "already-approved": ["request_correction"],
    "correction-open": ["amend"],
    "correction-requested": [],
    "not-approved": ["amend"],
}
"""What an author can do instead where the state stands in the way."""


WAITING: frozenset[Status] = frozenset({"held", "retry"})
"""Outcomes of work for which something is missing."""


class Arrival(Struct, frozen=True, kw_only=True):
    """A readable op with the bytes of its body; `payload` is the body read, `malformed` why it could not be."""

    index: int
    op: Op
    body: bytes
    payload: Review | Assessment | Withdraw | RequestCorrection | AnswerQuery | None = None
    malformed: tuple[Issue, ...] = ()
    unread: bool = False
    """Of another protocol, and no op as this one has them: the body is all that came."""
    reference: str | None = None
    """Under which staff see it already, of work that was held."""

    @property
    def sha256(self) -> bytes:
        return bytes.fromhex(self.op.body_sha256)

    @property
    def depends_on(self) -> frozenset[tuple[UUID, UUID]]:
        """(authority, op) of the work that has to be applied before."""
        return frozenset((self.op.authority_id, one) for one in self.op.depends_on)


class Verdict(Struct, frozen=True, kw_only=True):
    """The outcome of one op, and what has to be recorded with it."""

    status: Status
    problem: OpProblem | None = None
    submission: Submission | None = None
    """How the submission stands from now on."""
    revision: Revision | None = None
    event: Event | None = None
    correction: Correction | None = None
    query: SubmissionQuery | None = None
    waits_for: tuple[UUID, ...] = ()
    """Ops that are missing, or the submission of which a revision is."""

    def after(self, before: Current | None) -> Current | None:
        """The ground of the next op on the same submission."""
        if self.submission is None:
            return before
        if self.revision is not None:
            return Current(
                submission=self.submission,
                latest_sha256=self.revision.body_sha256,
                latest_role=self.revision.submitter_role,
                last_correction=before.last_correction if before else None,
            )
        if before is None:
            return None
        return msgspec.structs.replace(
            before,
            submission=self.submission,
            last_correction=self.correction or before.last_correction,
            queries=before.queries | ({self.query.id: self.query} if self.query else {}),
        )


def read(index: int, raw: bytes, protocol: int = PROTOCOL, at: datetime | None = None) -> Arrival | None:
    """Read one op of a batch, and its body by the form it names; None when it is not even an op.

    Of another `protocol`, what at least says what it is and for whom is kept whole, as made when it came, `at`.
    """
    try:
        op = decode(raw, Op)
        op.made_at.astimezone(UTC)
    except (Malformed, OverflowError):  # a time that in UTC is before or after the calendar is none
        return None if protocol == PROTOCOL or at is None else _glimpsed(index, raw, at)
    return arrival(index, op, bytes(op.body).strip())


def _glimpsed(index: int, raw: bytes, at: datetime) -> Arrival | None:
    try:
        seen = decode(raw, Glimpse)
    except Malformed:
        return None
    op = Op(
        op_id=seen.op_id,
        authority_id=seen.authority_id,
        device_seq=seen.device_seq,
        kind=seen.kind,
        entity_id=seen.entity_id or seen.op_id,
        base_rev=0,
        made_at=at,
        body_sha256=hashlib.sha256(raw.strip()).hexdigest(),
        body=msgspec.Raw(raw.strip()),
    )
    return Arrival(index=index, op=op, body=raw.strip(), unread=True)


def arrival(index: int, op: Op, body: bytes) -> Arrival:
    if not _is_readable(op) or len(body) > MAX_BODY_BYTES:
        return Arrival(index=index, op=op, body=body)
    try:
        return Arrival(index=index, op=op, body=body, payload=_payload(op, body))
    except Malformed as error:
        return Arrival(index=index, op=op, body=body, malformed=tuple(error.issues))


def form_of(op: Op) -> str:
    """The id of the form that an op names; without one that is known here, it counts as a review."""
    known = {name for name, _ in forms.FORMS}
    return op.form.id if op.form and op.form.id in known else "review"


def as_answers(work: Arrival) -> dict[str, Any]:
    """The answers of a piece of work as they are read now."""
    form = work.op.form
    return forms.current(work.body, (form.id, form.version)) if form else {}


def arrived_whole(work: Arrival) -> bool:
    """The digest is over the decompressed bytes of the body as sent, without surrounding white space."""
    return hashlib.sha256(work.body).hexdigest() == work.op.body_sha256


def fingerprint(op: Op) -> bytes:
    """By this two ops of one id are told apart: kind, entity, base, form and body digest."""
    form = f"{op.form.id}@{op.form.version}" if op.form else ""
    text = "\n".join((op.kind, str(op.entity_id), str(op.base_rev), form, op.body_sha256))
    return hashlib.sha256(text.encode()).digest()


def decide(
    work: Arrival,
    ground: Ground,
    sender: Sender,
    at: datetime,
) -> Verdict:
    """What becomes of this op on this ground. Pure: the same arguments always give the same verdict."""
    if ground.in_use:
        return Verdict(status="rejected", problem=problem("id-in-use"))
    if work.unread:
        return _quarantined(problem("protocol-unreadable"))
    if ground.missing:
        return _held(*ground.missing)
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
            return _quarantined(problem("kind-unknown", params={"kind": other}))


def _submit(work: Arrival, ground: Ground, sender: Sender, at: datetime) -> Verdict:
    review = _review(work, ground, sender, at)
    if isinstance(review, OpProblem):
        return _quarantined(review)
    if work.op.base_rev != 0:
        return _quarantined(
            problem("base-rev-invalid", [Issue(pointer="/base_rev", code="base-rev-invalid")])
        )
    if ground.current is not None:
        return (
            _unchanged(work, ground.current)
            or _kept_back(ground.current, sender)
            or _stale(work, ground.current, Action.AMEND)
        )
    return _accepted(work, review, ground, sender, at)


def _amend(work: Arrival, ground: Ground, sender: Sender, at: datetime) -> Verdict:
    if ground.current is None:
        return _waits_for(work.op.entity_id)
    review = _review(work, ground, sender, at)
    if isinstance(review, OpProblem):
        return _quarantined(review)
    return (
        _unchanged(work, ground.current)
        or _kept_back(ground.current, sender)
        or _conflict(work, ground.current, Action.AMEND)
        or _accepted(work, review, ground, sender, at)
    )


def _withdraw(work: Arrival, ground: Ground, sender: Sender, at: datetime) -> Verdict:
    if ground.current is None:
        return _waits_for(work.op.entity_id)
    if not isinstance(work.payload, Withdraw):
        return _quarantined(problem("body-invalid", list(work.malformed)))
    before = ground.current.submission
    if code := sender.not_allowed_at(before.organisation_id, before.location_id):
        return _quarantined(problem(code))
    if verdict := _kept_back(ground.current, sender) or _conflict(work, ground.current, Action.WITHDRAW):
        return verdict
    after = _moved(before, at, state=_destination(before, Action.WITHDRAW))
    event = _event(work, before, after, sender, at, reason=work.payload.reason)
    return Verdict(status="accepted", submission=after, event=event)


def _request_correction(work: Arrival, ground: Ground, sender: Sender, at: datetime) -> Verdict:
    if ground.current is None:
        return _waits_for(work.op.entity_id)
    if not isinstance(work.payload, RequestCorrection):
        return _quarantined(problem("body-invalid", list(work.malformed)))
    before, last = ground.current.submission, ground.current.last_correction
    if code := sender.not_allowed_at(before.organisation_id, before.location_id):
        return _quarantined(problem(code))
    refused = _kept_back(ground.current, sender) or _conflict(work, ground.current, Action.REQUEST_CORRECTION)
    if refused:
        return refused
    if before.correction_requested_at is not None:
        return _in_conflict(
            "correction-requested", ground.current, offer=OFFERS["correction-requested"], params={}
        )
    after = _moved(before, at, correction_requested_at=at)
    asked = corrections.requested(before, last, work.payload.reason, sender.account_id, at)
    event = _event(work, before, after, sender, at, reason=work.payload.reason)
    return Verdict(status="accepted", submission=after, correction=asked, event=event)


def _answer_query(work: Arrival, ground: Ground, sender: Sender, at: datetime) -> Verdict:
    """An answer is an overlay: whatever has become of the review meanwhile, it is kept beside it."""
    if ground.current is None:
        return _waits_for(work.op.entity_id)
    if not isinstance(work.payload, AnswerQuery):
        return _quarantined(problem("body-invalid", list(work.malformed)))
    before, asked = ground.current.submission, ground.current.queries.get(work.payload.query_id)
    if refused := _kept_back(ground.current, sender):
        return refused
    if asked is None:
        return _quarantined(problem("query-unknown"))
    if sender.account_id not in (before.reviewer_id, before.submitter_id):
        return _quarantined(problem("not-yours-to-answer"))
    if asked.answered_at is not None:
        return _in_conflict("already-answered", ground.current, offer=[], params={})
    answered = msgspec.structs.replace(
        asked, answer=work.payload.text, answered_by=sender.account_id, answered_at=at
    )
    after = _moved(before, at, open_queries=before.open_queries - 1)
    event = _event(work, before, after, sender, at, reason=work.payload.text)
    return Verdict(status="accepted", submission=after, query=answered, event=event)


def _review(work: Arrival, ground: Ground, sender: Sender, at: datetime) -> Review | OpProblem:
    """The body as a review that may become a submission, or why a person has to look at it first."""
    if not _is_readable(work.op):
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
    return _quarantined(problem("kept-for-the-council"))


def _conflict(work: Arrival, current: Current, action: Action) -> Verdict | None:
    state = current.submission.state
    if work.op.base_rev != current.submission.latest_rev:
        return _stale(work, current, action)
    obstacle = _obstacle(state, action)
    if obstacle is None:
        return None
    return _in_conflict(obstacle, current, offer=OFFERS[obstacle], params={"state": state.value})


def _stale(work: Arrival, current: Current, action: Action) -> Verdict:
    seen, latest = work.op.base_rev, current.submission.latest_rev
    obstacle = _obstacle(current.submission.state, action)
    return _in_conflict(
        "stale-base",
        current,
        offer=OFFERS[obstacle] if obstacle else [action.value],
        params={"seen_rev": seen, "server_rev": latest},
        seen_rev=seen,
        changed_by_role=current.latest_role,
    )


def _obstacle(state: State, action: Action) -> str | None:
    """Why an author can't do this to a review in this state, as a code; None where they can."""
    if (state, action) in lifecycle.moves:
        return None
    if state in CLOSED:
        return "closed"
    if state is State.CORRECTION_OPEN:
        return "correction-open"
    if action is Action.REQUEST_CORRECTION:
        return "not-approved"
    return "in-checking" if state is State.CHECKING else "already-approved"


def _in_conflict(code: str, current: Current, **more: Any) -> Verdict:
    return Verdict(
        status="conflict",
        problem=problem(code, server_rev=current.submission.latest_rev, **more),
        submission=current.submission,
    )


def _waits_for(missing: UUID) -> Verdict:
    """Of work that doesn't say what it builds on, nobody knows when it can be filed: it is to be sent again."""
    return Verdict(status="retry", problem=problem("dependency-missing", params=waiting(missing)))


def _held(*missing: UUID) -> Verdict:
    why = problem("waits-for-other-work", params=waiting(*missing))
    return Verdict(status="held", problem=why, waits_for=missing)


def waiting(*missing: UUID) -> dict[str, list[str]]:
    """What a problem says of the work that is missing."""
    return {"waiting_for": [str(one) for one in missing]}


def _quarantined(why: OpProblem) -> Verdict:
    return Verdict(status="quarantined", problem=why)


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


WORDS: dict[str, type[Withdraw] | type[RequestCorrection] | type[AnswerQuery]] = {
    "withdraw": Withdraw,
    "answer_query": AnswerQuery,
    "request_correction": RequestCorrection,
}
"""What the body of a kind without answers says."""


def _is_readable(op: Op) -> bool:
    return op.kind in WORDS or (op.form is not None and (op.form.id, op.form.version) in forms.FORMS)


def _payload(op: Op, body: bytes) -> Any:
    """The body in the shape that the rules are about; checked by the version of the form that its author used."""
    if op.kind in WORDS or op.form is None:
        return decode(body, WORDS.get(op.kind, Withdraw))
    return forms.read(body, (op.form.id, op.form.version))
