"""The page that tells verifiers and providers where a review waits, until when, and what has to be opened."""

from collections.abc import Iterable, Sequence

from schemas.ratings import Colour
from schemas.routing import Queue
from workflows.clocks import LONDON
from workflows.markdown import table
from workflows.policies import DEFAULT_POLICIES, CourseAsked, RoutingPolicy
from workflows.routing import RULES, Rule
from workflows.routing.facts import RISKS
from workflows.routing_cases import CASES, WorkedCase

WHO_WAITS: dict[Queue, str] = {
    Queue.SAFEGUARDING: "A safeguarding concern is known or new, or the safe-care rating says so.",
    Queue.JOINT: "The council and the NHS pay together, and both decide.",
    Queue.HEALTH: "The NHS pays.",
    Queue.FULL: "The council pays, and something in the review has to be read.",
    Queue.LIGHT_TOUCH: "The council pays, and the review may be approved in bulk.",
}


def routing_page() -> str:
    """The Markdown of docs/routing.md: queues, rules, what a council may set, and worked cases."""
    policy = DEFAULT_POLICIES.routing
    sections = [_opening(), _rules(RULES), _policy(policy), _times(policy), _cases(CASES)]
    return "\n\n".join(sections) + "\n"


def _opening() -> str:
    rows = ((f"`{queue}`", who) for queue, who in WHO_WAITS.items())
    return f"""# Where a review waits

Every revision of a review is routed as it arrives: to a queue, with a time by which it is due, and with
every reason why a verifier has to open it. A review without any such reason may be approved in bulk.

A review waits in the first of these queues that is meant for it. The NHS's own verifiers may approve in bulk
as well, out of the queue for health.

{table(("Queue", "Who waits there"), rows)}

This page is written by `tamar docs` from the rules themselves."""


def _rules(rules: Sequence[Rule]) -> str:
    rows = ((_statement(rule), f"`{rule.code}`", rule.what_would_change_it) for rule in rules)
    return f"""## What is true of a review that may be approved in bulk

All of this, and what isn't known is never taken to be in a review's favour. Where a statement isn't true,
the review has to be opened for the reason named beside it.

{table(("Statement", "Reason otherwise", "What would change it"), rows)}"""


def _statement(rule: Rule) -> str:
    words = rule.states.__name__.replace("_", " ").replace("persons", "person's").replace("todays", "today's")
    return f"{words.capitalize()}."


def _policy(policy: RoutingPolicy) -> str:
    return f"""## What a council may set

These are the values that it begins with.

- Care may become less in bulk by {policy.tolerated_decrease_hours:g} hours a week, and by no more than
  {policy.tolerated_decrease_share:.0%} of today's hours.
- The council knows today's package when its visits add up to the hours commissioned, or to those last
  verified, give or take less than {policy.same_hours_within * 60:g} minutes a week.
- A reviewer in good standing has that role at the location, and in date each of these courses:
  {_courses(policy.eligibility.reviewer_courses)}.
- A location in good standing is registered as active, and has one of these ratings:
  {", ".join(sorted(policy.eligibility.accepted_ratings))}. A council may let one take part whatever its rating, for
  a reason and until a day. For {policy.eligibility.grace_days} days after a downgrade a location goes on as before,
  except that every review is opened.
- Findings by which it might be another person or package:
  {_codes(sorted(policy.identity_findings))}.
- Findings that nobody has to read before an approval, while every other has to be read:
  {_codes(sorted(policy.minor_findings))}.

Good standing is asked for on the day of the review and on that of receipt.

What counts as a risk that is new or high: {_codes(code for code, _ in RISKS)}."""


def _courses(asked: Iterable[CourseAsked]) -> str:
    return "; ".join(
        f"{one.course}, for people flagged {' or '.join(sorted(one.for_flags))}"
        if one.for_flags
        else one.course
        for one in asked
    )


def _times(policy: RoutingPolicy) -> str:
    clock, targets = policy.clock, policy.targets
    rows = [(colour.value.capitalize(), _days(targets.days(colour))) for colour in Colour]
    rows.append(("In the queue for safeguarding, at most", _days(targets.safeguarding)))
    return f"""## By when it is decided

{table(("Rating", "Due at the close of"), rows)}

A working day is a weekday that is no bank holiday in England, from {clock.opens:%H:%M} to {clock.closes:%H:%M}
in London. A review's own working day is that of receipt; what comes after {clock.cut_off:%H:%M}, or on a day off,
belongs to the next one. A new revision never puts the time off, and one that is rated worse brings it forward. While
a review is back with its reviewer the clock stands still, and the working time that was left begins again when it is
sent once more."""


def _days(working_days: int) -> str:
    return {0: "its own working day", 1: "the working day after"}.get(
        working_days, f"the working day {working_days} days on"
    )


def _cases(cases: Sequence[WorkedCase]) -> str:
    rows = (
        (
            case.title,
            f"{case.received_at.astimezone(LONDON):%a %d %b %H:%M}",
            f"`{case.queue}`",
            _codes(case.reasons) or "nothing",
            f"{case.due_at.astimezone(LONDON):%a %d %b %H:%M}",
        )
        for case in cases
    )
    return f"""## Worked cases

Each is like a green review of somebody whose care is right as it is and about whom all is known, but for
what its title says. The days are those of 2026.

{table(("Case", "Received", "Queue", "Opened because of", "Due"), rows)}"""


def _codes(items: Iterable[str]) -> str:
    return ", ".join(f"`{item}`" for item in items)
