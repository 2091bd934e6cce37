"""What becomes of each of many reviews that a verifier approves at once; nothing is ever skipped in silence."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from msgspec import UNSET, UnsetType

from schemas.accounts import Actor, Membership
from schemas.base import Issue
from schemas.bulk import BulkItem, BulkResult, BulkStatus
from schemas.code_lists import Funder
from schemas.ratings import Colour
from schemas.reviews import Finding
from schemas.routing import RoutingReason
from schemas.submissions import Action, State
from schemas.verification import Body
from workflows import verifiers
from workflows.cases import Case
from workflows.review_requirements import no_revision_waits
from workflows.reviews import in_bulk
from workflows.transitions import Refused

FROM = in_bulk.guard(Action.APPROVE)
"""The states that bulk approval leaves, as they are stored."""
(TO,) = {row.to for row in in_bulk.rows(Action.APPROVE)}

ANOTHER_REVISION = "A revision that doesn't have that finding."
WHAT_WOULD_CHANGE_IT = {
    "role-not-allowed": "Somebody who verifies.",
    "verifier-not-independent": "A verifier who has no part in it, and doesn't work for those who have.",
    "other-body": "A verifier of the body that pays.",
    "stale-revision": "A look at the revision at which it stands now.",
    "revision-waits": "The revision that waits being taken in by whoever has it open.",
    "open-with-another": "The other verifier's decision, or the end of their half hour.",
    "already-decided": "The decision of the other body, which opens it.",
    "concern-is-the-councils": "A verifier of the council.",
    "concern-raised": "Nothing: whoever works on the concern reads the review.",
    "rating-lowered": "Nothing: who rates milder decides singly.",
    "query-open": "The author's answer to what a verifier asked.",
    "evidence-missing": "The files that the review names, or a verifier who waives them.",
    "jointly-funded": "Nothing: both bodies open what they both pay for.",
    "findings-stop-approval": ANOTHER_REVISION,
    "has-to-be-opened": "A verifier who opens it.",
}
AFTER: dict[State, str] = {
    State.RETURNED: "The reviewer's next revision.",
    State.CORRECTION_OPEN: "The end of the correction.",
}
QUERY_OPEN = "Not in bulk: what a verifier asked is not answered."
DECIDED = "Nothing: it has been decided about, or taken back."


class Capacity(NamedTuple):
    """In what capacity a verifier decides about what one funder pays for people of one authority."""

    authority_id: UUID
    funder: Funder
    body: Body
    membership: Membership


def capacities(actor: Actor) -> list[Capacity]:
    """All capacities in which this verifier may decide in bulk, where one body alone decides."""
    return [
        Capacity(authority_id, funder, body, membership)
        for authority_id in sorted(actor.authority_ids)
        for funder, bodies in verifiers.BODIES_OF_FUNDER.items()
        if len(bodies) == 1
        for body, membership in verifiers.capacities(actor, authority_id, bodies).items()
    ]


def done(item: BulkItem) -> BulkResult:
    return BulkResult(id=item.id, rev=item.rev, status=BulkStatus.DONE)


def judge(item: BulkItem, case: Case | None, actor: Actor) -> BulkResult:
    """What approving this item in bulk amounts to; `case` is None if the verifier doesn't reach it.

    Of several reasons against it the first of these counts: not found, forbidden, stale, wrong state, excluded.
    """
    if case is None:
        return BulkResult(id=item.id, rev=item.rev, status=BulkStatus.NOT_FOUND)
    if refused := in_bulk.forbidden(case, Action.APPROVE, actor):
        return _refused(item, BulkStatus.FORBIDDEN, case, refused.issues)
    if stale := tuple(_stale(item, case, actor)):
        return _refused(item, BulkStatus.STALE, case, stale, case.submission.rev)
    decided = in_bulk.decide(case, Action.APPROVE, actor)
    if not isinstance(decided, Refused):
        return done(item)
    status = BulkStatus.EXCLUDED if case.state in FROM else BulkStatus.WRONG_STATE
    return _refused(item, status, case, decided.issues)


def why(rating: Colour) -> str:
    """Why a review may be approved in bulk, in one line."""
    return f"Rated {rating}; nothing in it has to be opened."


def why_not(reasons: Iterable[RoutingReason]) -> str:
    """Why a review can't be approved in bulk, in one line of codes: it names nobody."""
    codes = dict.fromkeys(reason.code.replace("-", " ") for reason in reasons)
    return f"Not in bulk: {', '.join(codes) or 'out of reach'}."


def _stale(item: BulkItem, case: Case, actor: Actor) -> Iterator[Issue]:
    if item.rev != case.submission.rev:
        seen = {"seen_rev": item.rev, "current_rev": case.submission.rev}
        yield Issue(pointer="/rev", code="stale-revision", params={**seen})
    yield from no_revision_waits(case, actor)


def _refused(
    item: BulkItem,
    status: BulkStatus,
    case: Case,
    issues: Iterable[Issue],
    current_rev: int | UnsetType = UNSET,
) -> BulkResult:
    reasons: list[RoutingReason] = []
    for reason in (_reason(issue, case) for issue in issues):
        if reason.code not in {other.code for other in reasons if other.params == reason.params}:
            reasons.append(reason)
    return BulkResult(id=item.id, rev=item.rev, status=status, current_rev=current_rev, reasons=reasons)


def _reason(issue: Issue, case: Case) -> RoutingReason:
    return RoutingReason(
        code=issue.code, what_would_change_it=_what_would_change(issue, case), params=issue.params
    )


def _what_would_change(issue: Issue, case: Case) -> str:
    if isinstance(issue, Finding):
        return ANOTHER_REVISION
    if issue.code == "wrong-state":
        return AFTER.get(case.state, DECIDED)
    routed = {reason.code: reason.what_would_change_it for reason in case.reasons_to_open}
    return routed.get(issue.code) or WHAT_WOULD_CHANGE_IT[issue.code]
