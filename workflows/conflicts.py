"""Where a review stands in the way of what its author wants of it, and what they can do instead."""

from schemas.arrivals import Current
from schemas.submissions import Action, State
from workflows.arrivals import Arrival
from workflows.reviews import lifecycle
from workflows.verdicts import Verdict, in_conflict

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


def conflict(work: Arrival, current: Current, action: Action) -> Verdict | None:
    """The review has changed since its author saw it, or stands where this can't be done; None where it can."""
    state = current.submission.state
    if work.op.base_rev != current.submission.latest_rev:
        return stale(work, current, action)
    obstacle = _obstacle(state, action)
    if obstacle is None:
        return None
    return in_conflict(
        obstacle,
        current,
        offer=OFFERS[obstacle],
        params={"state": state.value},
        seen_rev=work.op.base_rev,
        changed_sections=[],
    )


def stale(work: Arrival, current: Current, action: Action) -> Verdict:
    """Made upon another revision than the newest: what to do instead depends on where the review stands."""
    seen, latest = work.op.base_rev, current.submission.latest_rev
    obstacle = _obstacle(current.submission.state, action)
    return in_conflict(
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
