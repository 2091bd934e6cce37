"""What may happen to a review, who may do it, and what must be true first."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from msgspec import Struct

from schemas.accounts import VERIFIERS, Actor, Membership, Role
from schemas.attachments import EvidenceCount
from schemas.base import Issue, encode
from schemas.code_lists import Funder
from schemas.corrections import Correction
from schemas.reviews import Finding
from schemas.routing import RoutingReason
from schemas.submissions import Action, State, Submission
from schemas.verification import Body
from workflows.transitions import Lifecycle, Transition

LEASE = timedelta(minutes=30)
"""How long an opened review is one verifier's; after that anyone may open it."""

REVIEW_AUTHORS = frozenset({Role.REVIEWER, Role.PROVIDER_ADMIN, Role.HOME_MANAGER})
"""Who may hand in, amend or withdraw a review for a location; the reviewer named in it may be somebody else."""

BODY_OF_ROLE: dict[Role, Body] = {Role.VERIFIER_ASC: "council", Role.VERIFIER_HEALTH: "nhs"}
BODIES_OF_FUNDER: dict[Funder, frozenset[Body]] = {
    Funder.COUNCIL: frozenset({"council"}),
    Funder.NHS: frozenset({"nhs"}),
    Funder.JOINT: frozenset({"council", "nhs"}),
}
COUNCIL_ALONE: frozenset[Body] = frozenset({"council"})
NOBODY: frozenset[Role] = frozenset()
"""Who makes a move that is no action of a person."""
WAITING = frozenset({State.SUBMITTED, State.CHECKING})
"""The states in which a review waits for somebody's decision."""
CORRECTABLE = (State.APPROVED, State.RECORDED)
"""The states of what has been approved and can be opened again."""


class Case(Struct, frozen=True, kw_only=True):
    """A review as a decision about it needs to know it: its standing, and what surrounds it at this moment."""

    submission: Submission
    at: datetime
    authors: frozenset[UUID] = frozenset()
    """Everybody who answers for any of its revisions: reviewers, submitters, staff who accepted one."""
    author_organisations: frozenset[UUID] = frozenset()
    approved_by: frozenset[Body] = frozenset()
    blocking: tuple[Finding, ...] = ()
    evidence: EvidenceCount = EvidenceCount(named=0, arrived=0)
    """What the revision at which it stands names, and what of that has come."""
    reasons_to_open: tuple[RoutingReason, ...] = ()
    """Why routing wants it opened by a verifier; without any it may be approved in bulk."""
    last_correction: Correction | None = None

    @property
    def state(self) -> State:
        return self.submission.state

    @property
    def leased(self) -> bool:
        until = self.submission.lease_until
        return self.submission.opened_by is not None and until is not None and until > self.at


def bodies_of(actor: Actor, submission: Submission) -> frozenset[Body]:
    """The verifying bodies for which this actor may decide about this submission."""
    return frozenset(_capacities(actor, submission))


def deciding_body(case: Case, actor: Actor) -> Body:
    """For which body this actor decides now: of two that they may act for, the one that has not decided."""
    bodies = bodies_of(actor, case.submission)
    return min(bodies - case.approved_by or bodies)


def capacity(case: Case, actor: Actor) -> Membership:
    """The membership by which this actor verifies now."""
    return _capacities(actor, case.submission)[deciding_body(case, actor)]


def bodies_needed(submission: Submission) -> frozenset[Body]:
    """The bodies that decide: those that pay, and the council alone once a safeguarding concern was raised.

    What becomes of a concern is for the council (Care Act 2014 s42), which can't delegate it (s79).
    """
    return COUNCIL_ALONE if submission.concern_raised else BODIES_OF_FUNDER[submission.funder]


def _capacities(actor: Actor, submission: Submission) -> dict[Body, Membership]:
    return capacities(actor, submission.authority_id, bodies_needed(submission))


def capacities(actor: Actor, authority_id: UUID, wanted: frozenset[Body]) -> dict[Body, Membership]:
    """By which membership the actor verifies for each of the bodies wanted."""
    return {
        body: membership
        for membership in actor.memberships
        if authority_id in membership.authority_ids and (body := BODY_OF_ROLE.get(membership.role)) in wanted
    }


def verifier_is_independent(case: Case, actor: Actor) -> Iterator[Issue]:
    own_work = actor.account_id in case.authors
    own_house = actor.organisation_ids & {case.submission.organisation_id, *case.author_organisations}
    if own_work or own_house:
        yield Issue(pointer="/verifier", code="verifier-not-independent")


def a_concern_is_the_councils(case: Case, actor: Actor) -> Iterator[Issue]:
    """A provider raises a safeguarding concern; nobody but the council decides about a review that does."""
    if case.submission.concern_raised and not bodies_of(actor, case.submission):
        yield Issue(pointer="/verifier", code="concern-is-the-councils")


def verifier_is_of_the_funders_body(case: Case, actor: Actor) -> Iterator[Issue]:
    if not case.submission.concern_raised and not bodies_of(actor, case.submission):
        yield Issue(pointer="/verifier", code="other-body", params={"funder": case.submission.funder})


def author_is_of_this_location(case: Case, actor: Actor) -> Iterator[Issue]:
    if author_role(actor, case.submission.organisation_id, case.submission.location_id) is None:
        yield Issue(pointer="/submitter", code="location-not-allowed")


def nobody_else_has_it(case: Case, actor: Actor) -> Iterator[Issue]:
    if case.leased and case.submission.opened_by != actor.account_id:
        until = encode(case.submission.lease_until).decode().strip('"')
        yield Issue(pointer="/opened_by", code="open-with-another", params={"until": until})


def the_verifier_has_it(case: Case, actor: Actor) -> Iterator[Issue]:
    if case.submission.opened_by != actor.account_id:
        yield from nobody_else_has_it(case, actor)
        if not case.leased:
            yield Issue(pointer="/opened_by", code="open-it-first")


def a_revision_is_proposed(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.proposed_rev is None:
        yield Issue(pointer="/proposed_rev", code="nothing-to-take-in")


def no_revision_waits(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.proposed_rev is not None:
        yield Issue(pointer="/proposed_rev", code="revision-waits")


def this_body_has_not_decided(case: Case, actor: Actor) -> Iterator[Issue]:
    """Of the bodies that fund jointly one has approved this revision, and only the other one can decide now."""
    bodies = bodies_of(actor, case.submission)
    if case.state in WAITING and bodies <= case.approved_by:
        yield Issue(pointer="/verifier", code="already-decided", params={"body": min(bodies)})


def nothing_stops_approval(case: Case, _: Actor) -> Iterator[Issue]:
    yield from case.blocking


def its_evidence_has_come(case: Case, _: Actor) -> Iterator[Issue]:
    if case.evidence.is_missing:
        counts = {"named": case.evidence.named, "arrived": case.evidence.arrived}
        yield Issue(pointer="/attachments", code="evidence-missing", params={**counts})


def evidence_is_missing(case: Case, _: Actor) -> Iterator[Issue]:
    if not case.evidence.is_missing:
        yield Issue(pointer="/attachments", code="no-evidence-missing")


def no_concern_was_raised(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.concern_raised:
        yield Issue(pointer="/safeguarding_concern", code="concern-raised")


def no_query_is_open(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.open_queries:
        params = {"open_queries": case.submission.open_queries}
        yield Issue(pointer="/queries", code="query-open", params={**params})


def something_is_withheld(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.withheld_since is None:
        yield Issue(pointer="/withheld_since", code="nothing-withheld")


def nobody_lowered_its_rating(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.rating_lowered:
        yield Issue(pointer="/rating", code="rating-lowered")


def one_body_alone_decides(case: Case, _: Actor) -> Iterator[Issue]:
    if len(bodies_needed(case.submission)) > 1:
        yield Issue(pointer="/funder", code="jointly-funded")


def nothing_new_is_in_it(case: Case, _: Actor) -> Iterator[Issue]:
    """Judged by `workflows.routing` when the revision came, with its reasons."""
    if case.submission.bulk_approvable:
        return
    for reason in case.reasons_to_open:
        yield Issue(pointer="/routing", code=reason.code, params=reason.params)
    if not case.reasons_to_open:
        yield Issue(pointer="/routing", code="has-to-be-opened")


def nothing_stopped_approval_at_receipt(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.blocking_findings and not case.blocking:
        yield Issue(pointer="/findings", code="findings-stop-approval")


def a_correction_is_requested(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.correction_requested_at is None:
        yield Issue(pointer="/corrections", code="no-correction-requested")


def no_correction_is_requested(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.correction_requested_at is not None:
        yield Issue(pointer="/corrections", code="correction-requested")


def the_record_has_it(case: Case, _: Actor) -> bool:
    return case.submission.record_reference is not None


def the_record_has_it_not(case: Case, actor: Actor) -> bool:
    return not the_record_has_it(case, actor)


def completes_approval(case: Case, actor: Actor) -> bool:
    needed = bodies_needed(case.submission)
    return needed <= case.approved_by | {deciding_body(case, actor)}


def another_body_must_decide(case: Case, actor: Actor) -> bool:
    return not completes_approval(case, actor)


def author_role(actor: Actor, organisation_id: UUID, location_id: UUID) -> Role | None:
    """The capacity in which the actor hands in work for a location: of a membership there or of the whole provider."""
    roles = [
        membership.role
        for membership in actor.memberships
        if membership.role in REVIEW_AUTHORS
        and membership.organisation.id == organisation_id
        and (not membership.location or membership.location.id == location_id)
    ]
    return min(roles, key=list(Role).index, default=None)


Move = Transition[Case, State, Action]

_MAY_DECIDE = (the_verifier_has_it, no_revision_waits)
_by_verifier = partial(
    Move,
    roles=VERIFIERS,
    who=(verifier_is_independent, a_concern_is_the_councils, verifier_is_of_the_funders_body),
)
_by_author = partial(Move, roles=REVIEW_AUTHORS, who=(author_is_of_this_location,))

lifecycle = Lifecycle(
    _by_verifier(
        Action.OPEN,
        {State.SUBMITTED, State.CHECKING},
        State.CHECKING,
        when=(nobody_else_has_it, this_body_has_not_decided),
        effect="leased for 30 minutes",
    ),
    _by_verifier(
        Action.RELEASE,
        {State.CHECKING},
        State.SUBMITTED,
        when=(nobody_else_has_it,),
        effect="a proposed revision is adopted",
    ),
    _by_verifier(
        Action.APPROVE,
        {State.CHECKING},
        State.APPROVED,
        case=completes_approval,
        first=(this_body_has_not_decided,),
        when=(*_MAY_DECIDE, its_evidence_has_come, nothing_stops_approval),
        effect="the record is told",
    ),
    _by_verifier(
        Action.APPROVE,
        {State.CHECKING},
        State.SUBMITTED,
        case=another_body_must_decide,
        first=(this_body_has_not_decided,),
        when=(*_MAY_DECIDE, its_evidence_has_come, nothing_stops_approval),
        effect="joint funding, the other body decides too",
    ),
    _by_verifier(
        Action.TAKE_IN,
        {State.CHECKING},
        State.CHECKING,
        when=(the_verifier_has_it, a_revision_is_proposed),
        effect="the proposed revision is the one that is checked",
    ),
    _by_verifier(Action.RETURN, {State.CHECKING}, State.RETURNED, when=_MAY_DECIDE, effect="with comments"),
    _by_verifier(Action.REJECT, {State.CHECKING}, State.REJECTED, when=_MAY_DECIDE, effect="with a reason"),
    _by_verifier(
        Action.RATE,
        {State.CHECKING},
        State.CHECKING,
        when=_MAY_DECIDE,
        effect="the verifier's own rating counts",
    ),
    _by_verifier(
        Action.WAIVE_EVIDENCE,
        {State.CHECKING},
        State.CHECKING,
        when=(*_MAY_DECIDE, evidence_is_missing),
        effect="this revision can be approved without what has not come, with a reason",
    ),
    *(
        _by_verifier(
            Action.DISCLOSE,
            {state},
            state,
            when=(something_is_withheld,),
            effect="the provider sees again what happens",
        )
        for state in State
    ),
    _by_verifier(
        Action.UN_APPROVE,
        {State.APPROVED},
        State.CORRECTION_OPEN,
        effect="with a reason, what has not gone to the record stays here",
    ),
    _by_verifier(
        Action.CORRECT,
        {State.RECORDED},
        State.CORRECTION_OPEN,
        effect="with a reason, the record is told",
    ),
    *(
        _by_verifier(
            Action.DECLINE_CORRECTION,
            {state},
            state,
            when=(a_correction_is_requested,),
            effect="with a reason for whoever asked",
        )
        for state in CORRECTABLE
    ),
    _by_verifier(
        Action.CLOSE_CORRECTION,
        {State.CORRECTION_OPEN},
        State.RECORDED,
        case=the_record_has_it,
        effect="without a change, the record is told",
    ),
    _by_verifier(
        Action.CLOSE_CORRECTION,
        {State.CORRECTION_OPEN},
        State.APPROVED,
        case=the_record_has_it_not,
        effect="without a change, what was kept here goes to the record",
    ),
    _by_author(
        Action.AMEND,
        {State.SUBMITTED, State.RETURNED, State.CORRECTION_OPEN},
        State.SUBMITTED,
        effect="the next revision",
    ),
    _by_author(Action.AMEND, {State.CHECKING}, State.CHECKING, effect="a proposed revision"),
    _by_author(Action.WITHDRAW, {State.SUBMITTED, State.RETURNED}, State.WITHDRAWN, effect="with a reason"),
    *(
        _by_author(
            Action.REQUEST_CORRECTION,
            {state},
            state,
            when=(no_correction_is_requested,),
            effect="with a reason, a verifier opens it or declines",
        )
        for state in CORRECTABLE
    ),
    Move(Action.RECORD, {State.APPROVED}, State.RECORDED, roles=NOBODY, effect="the record's own answer"),
    Move(
        Action.RECORD,
        {State.CORRECTION_OPEN},
        State.CORRECTION_OPEN,
        roles=NOBODY,
        effect="the record's answer to what was under way already",
    ),
    begins=State.SUBMITTED,
)
"""A review's life."""

in_bulk = Lifecycle(
    _by_verifier(
        Action.APPROVE,
        {State.SUBMITTED, State.CHECKING},
        State.APPROVED,
        when=(
            no_revision_waits,
            nobody_else_has_it,
            this_body_has_not_decided,
            one_body_alone_decides,
            no_concern_was_raised,
            no_query_is_open,
            nobody_lowered_its_rating,
            its_evidence_has_come,
            nothing_stops_approval,
            nothing_stopped_approval_at_receipt,
            nothing_new_is_in_it,
        ),
        effect="in bulk, the record is told",
    ),
    begins=State.SUBMITTED,
)
"""What may happen to many reviews in one request, without anybody opening them first."""
