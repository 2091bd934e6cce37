"""What another policy would have made of submissions that have been routed: asked before it takes effect."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from schemas.policies import TrialResult
from schemas.routing import Routing, RoutingFacts
from workflows import routing, sampling
from workflows.policies import RoutingPolicy


class Routed(NamedTuple):
    """A revision as it was routed, by these facts."""

    received_at: datetime
    routing: Routing
    facts: RoutingFacts


def trial(submissions: Iterable[Routed], policy: RoutingPolicy, since: datetime) -> TrialResult:
    """Route them again by `policy`, and count what comes out otherwise."""
    pairs = [(one.routing, _routed_by(policy, one)) for one in submissions]
    return TrialResult(
        since=since,
        submissions=len(pairs),
        changed=sum(_differ(was, now) for was, now in pairs),
        newly_in_bulk=sum(now.bulk_approvable and not was.bulk_approvable for was, now in pairs),
        no_longer_in_bulk=sum(was.bulk_approvable and not now.bulk_approvable for was, now in pairs),
        queues=_moved((was.queue.value for was, _ in pairs), (now.queue.value for _, now in pairs)),
        reasons=_moved(
            (reason.code for was, _ in pairs for reason in was.reasons),
            (reason.code for _, now in pairs for reason in now.reasons),
        ),
    )


def _routed_by(policy: RoutingPolicy, one: Routed) -> Routing:
    return routing.decide(_drawn_by(policy, one.facts), one.received_at, policy)


def _drawn_by(policy: RoutingPolicy, facts: RoutingFacts) -> RoutingFacts:
    if facts.draw is None:
        return facts
    drawn = sampling.again(facts.draw, policy.sampling)
    return replace(facts, draw=drawn, sampled=drawn.drawn)


def _differ(was: Routing, now: Routing) -> bool:
    return (was.queue, was.bulk_approvable, was.due_at) != (now.queue, now.bulk_approvable, now.due_at)


def _moved(before: Iterable[str], after: Iterable[str]) -> dict[str, int]:
    """By how much each count rises or falls."""
    change = Counter(after)
    change.subtract(Counter(before))
    return {name: n for name, n in sorted(change.items()) if n}
