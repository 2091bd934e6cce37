"""For which body a verifier decides: the council, or the NHS body where it pays."""

from uuid import UUID

from schemas.accounts import Actor, Membership, Role
from schemas.code_lists import Funder
from schemas.submissions import Submission
from schemas.verification import Body
from workflows.cases import Case

BODY_OF_ROLE: dict[Role, Body] = {Role.VERIFIER_ASC: "council", Role.VERIFIER_HEALTH: "nhs"}
BODIES_OF_FUNDER: dict[Funder, frozenset[Body]] = {
    Funder.COUNCIL: frozenset({"council"}),
    Funder.NHS: frozenset({"nhs"}),
    Funder.JOINT: frozenset({"council", "nhs"}),
}
COUNCIL_ALONE: frozenset[Body] = frozenset({"council"})


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
