"""What may happen to a review, who may do it, and what must be true first."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from schemas.accounts import VERIFIERS, Actor, Membership, Role
from schemas.base import Issue
from schemas.code_lists import Funder
from schemas.reviews import Finding
from schemas.submissions import Action, Body, State, Submission
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


class Case(NamedTuple):
    """A review as a decision about it needs to know it: its standing, and what surrounds it at this moment."""

    submission: Submission
    at: datetime
    authors: frozenset[UUID] = frozenset()
    """Everybody who answers for any of its revisions: reviewers, submitters, staff who accepted one."""
    author_organisations: frozenset[UUID] = frozenset()
    approved_by: frozenset[Body] = frozenset()
    blocking: tuple[Finding, ...] = ()

    @property
    def state(self) -> State:
        return self.submission.state

    @property
    def leased(self) -> bool:
        until = self.submission.lease_until
        return self.submission.opened_by is not None and until is not None and until > self.at


def bodies_of(actor: Actor, submission: Submission) -> frozenset[Body]:
    """The verifying bodies for which this actor may decide about this submission."""
    return frozenset(BODY_OF_ROLE[membership.role] for membership in _verifying(actor, submission))


def verifying_membership(actor: Actor, submission: Submission) -> Membership:
    """The capacity in which the actor verifies this submission."""
    return next(_verifying(actor, submission))


def _verifying(actor: Actor, submission: Submission) -> Iterator[Membership]:
    return (
        membership
        for membership in actor.memberships
        if submission.authority_id in membership.authority_ids
        and BODY_OF_ROLE.get(membership.role) in BODIES_OF_FUNDER[submission.funder]
    )


def verifier_is_independent(case: Case, actor: Actor) -> Iterator[Issue]:
    own_work = actor.account_id in case.authors
    own_house = actor.organisation_ids & {case.submission.organisation_id, *case.author_organisations}
    if own_work or own_house:
        yield Issue(pointer="/verifier", code="verifier-not-independent")


def verifier_is_of_the_funders_body(case: Case, actor: Actor) -> Iterator[Issue]:
    if not bodies_of(actor, case.submission):
        yield Issue(pointer="/verifier", code="other-body", params={"funder": case.submission.funder})


def author_is_of_this_location(case: Case, actor: Actor) -> Iterator[Issue]:
    if author_role(actor, case.submission.organisation_id, case.submission.location_id) is None:
        yield Issue(pointer="/submitter", code="location-not-allowed")


def nobody_else_has_it(case: Case, actor: Actor) -> Iterator[Issue]:
    if case.leased and case.submission.opened_by != actor.account_id:
        yield Issue(pointer="/opened_by", code="open-with-another", params=_until(case))


def the_verifier_has_it(case: Case, actor: Actor) -> Iterator[Issue]:
    if case.submission.opened_by != actor.account_id:
        code = "open-with-another" if case.leased else "open-it-first"
        yield Issue(pointer="/opened_by", code=code, params=_until(case) if case.leased else {})


def a_revision_is_proposed(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.proposed_rev is None:
        yield Issue(pointer="/proposed_rev", code="nothing-to-take-in")


def no_revision_waits(case: Case, _: Actor) -> Iterator[Issue]:
    if case.submission.proposed_rev is not None:
        yield Issue(pointer="/proposed_rev", code="revision-waits")


def this_body_has_not_decided(case: Case, actor: Actor) -> Iterator[Issue]:
    bodies = bodies_of(actor, case.submission)
    if bodies and bodies <= case.approved_by:
        yield Issue(pointer="/verifier", code="already-decided", params={"body": min(bodies)})


def nothing_stops_approval(case: Case, _: Actor) -> Iterator[Issue]:
    yield from case.blocking


def deciding_body(case: Case, actor: Actor) -> Body:
    """For which body this actor decides now: of two that they may act for, the one that has not decided."""
    return min(bodies_of(actor, case.submission) - case.approved_by or bodies_of(actor, case.submission))


def completes_approval(case: Case, actor: Actor) -> bool:
    needed = BODIES_OF_FUNDER[case.submission.funder]
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


def _until(case: Case) -> dict[str, str | int | bool | list[str]]:
    until = case.submission.lease_until
    return {} if until is None else {"until": until.isoformat().replace("+00:00", "Z")}


_VERIFIER = (verifier_is_independent, verifier_is_of_the_funders_body)
_AUTHOR = (author_is_of_this_location,)

lifecycle: Lifecycle[Case] = Lifecycle(
    Transition(
        Action.OPEN,
        frozenset({State.SUBMITTED, State.CHECKING}),
        State.CHECKING,
        VERIFIERS,
        who=_VERIFIER,
        when=(nobody_else_has_it, this_body_has_not_decided),
        effect="leased for 30 minutes",
    ),
    Transition(
        Action.RELEASE,
        frozenset({State.CHECKING}),
        State.SUBMITTED,
        VERIFIERS,
        who=_VERIFIER,
        when=(nobody_else_has_it,),
        effect="a proposed revision is adopted",
    ),
    Transition(
        Action.APPROVE,
        frozenset({State.CHECKING}),
        State.APPROVED,
        VERIFIERS,
        who=_VERIFIER,
        when=(the_verifier_has_it, no_revision_waits, this_body_has_not_decided, nothing_stops_approval),
        case=completes_approval,
        effect="message to the record",
    ),
    Transition(
        Action.APPROVE,
        frozenset({State.CHECKING}),
        State.SUBMITTED,
        VERIFIERS,
        who=_VERIFIER,
        when=(the_verifier_has_it, no_revision_waits, this_body_has_not_decided, nothing_stops_approval),
        case=another_body_must_decide,
        effect="joint funding: the other body decides too",
    ),
    Transition(
        Action.TAKE_IN,
        frozenset({State.CHECKING}),
        State.CHECKING,
        VERIFIERS,
        who=_VERIFIER,
        when=(the_verifier_has_it, a_revision_is_proposed),
        effect="the proposed revision becomes the one that is checked",
    ),
    Transition(
        Action.RETURN,
        frozenset({State.CHECKING}),
        State.RETURNED,
        VERIFIERS,
        who=_VERIFIER,
        when=(the_verifier_has_it, no_revision_waits),
        effect="with comments",
    ),
    Transition(
        Action.REJECT,
        frozenset({State.CHECKING}),
        State.REJECTED,
        VERIFIERS,
        who=_VERIFIER,
        when=(the_verifier_has_it, no_revision_waits),
        effect="with a reason",
    ),
    Transition(
        Action.AMEND,
        frozenset({State.SUBMITTED, State.RETURNED}),
        State.SUBMITTED,
        REVIEW_AUTHORS,
        who=_AUTHOR,
        effect="next revision",
    ),
    Transition(
        Action.AMEND,
        frozenset({State.CHECKING}),
        State.CHECKING,
        REVIEW_AUTHORS,
        who=_AUTHOR,
        effect="proposed revision",
    ),
    Transition(
        Action.WITHDRAW,
        frozenset({State.SUBMITTED, State.RETURNED}),
        State.WITHDRAWN,
        REVIEW_AUTHORS,
        who=_AUTHOR,
        effect="with a reason",
    ),
)
"""A review's life. The record's own answer and corrections after approval are no action of a person here."""
