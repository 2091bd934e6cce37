"""The worked cases of routing come out as written, and leave out no rule."""

import pytest

from schemas.routing import Queue
from workflows.policies import DEFAULT_POLICIES
from workflows.routing import RULES, Rule, decide
from workflows.routing_cases import CASES, NOTHING_NEW, WorkedCase
from workflows.routing_page import routing_page


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_worked_case_comes_out_as_written(case: WorkedCase) -> None:
    routing = decide(case.facts, case.received_at, DEFAULT_POLICIES.routing)

    assert [reason.code for reason in routing.reasons] == case.reasons
    assert routing.bulk_approvable is (not case.reasons)
    assert routing.queue is case.queue
    assert routing.due_at == case.due_at


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.states.__name__)
def test_every_rule_objects_to_one_case_alone_and_not_to_a_review_with_nothing_new(rule: Rule) -> None:
    assert [rule.code] in [case.reasons for case in CASES]
    assert list(rule.states(NOTHING_NEW, DEFAULT_POLICIES.routing)) == []


def test_every_rule_has_a_code_of_its_own_and_says_what_would_change_it() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert all(rule.what_would_change_it.endswith(".") for rule in RULES)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        (
            "Amber for falls, and amber for another cause when last verified",
            {"before": "amber", "new_causes": ["falls"]},
        ),
        ("Amber, and green when last verified", {"before": "green", "new_causes": []}),
        ("Amber, and nothing verified before", {"before": "unknown"}),
        ("An hour and a half less, of fourteen", {"hours": "1.50", "tolerated": "1.40"}),
        ("Two and a half hours less, of forty", {"hours": "2.50", "tolerated": "2.00"}),
        ("An hour more, to which the person agrees", {"hours": "1.00"}),
        (
            "Today's package said to be sixteen hours, of which the council knows fourteen",
            {"hours": "16.00", "known": ["14.00"]},
        ),
        ("An hour less, and nobody asked the person", {"person": "not_asked", "lacks_capacity": False}),
        ("A fall since the last review", {"risks": ["fall"]}),
        ("Another name than the council's", {"findings": ["name-differs"]}),
        (
            "The reviewer's training had run out by the time it was sent",
            {"at_review": "good", "at_receipt": "not good", "lacking": ["course-expired"]},
        ),
        (
            "A location whose rating isn't known",
            {"at_review": "good", "at_receipt": "unknown", "lacking": ["standing-unknown"]},
        ),
        ("A restricted record", {"known": True}),
        ("Nobody knows whether the record is restricted", {"known": False}),
    ],
)
def test_a_reason_shows_what_it_rests_on(title: str, shown: dict[str, object]) -> None:
    case = next(case for case in CASES if case.title == title)

    [reason] = decide(case.facts, case.received_at, DEFAULT_POLICIES.routing).reasons

    assert reason.params == shown


def test_the_page_tells_every_rule_every_queue_and_every_case() -> None:
    page = routing_page()

    assert all(f"| `{rule.code}` | {rule.what_would_change_it} |" in page for rule in RULES)
    assert all(f"| `{queue}` |" in page for queue in Queue)
    assert all(f"| {case.title} |" in page for case in CASES)
