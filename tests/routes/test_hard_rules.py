"""What the Care Act leaves nobody a choice about, told one by one."""

from typing import Any

import pytest

from schemas.reviews import Finding
from tests.support.desk import Desk, refusal
from tests.workflows.compliance_cases.given import DOUBTED, MORE_CARE, SUPPORTED_BY
from workflows.policies import ApprovalPolicy

Answers = dict[str, Any]


def answers(changes: Answers) -> Answers:
    """Changes by pointer as the desk takes them."""
    dated = {
        "/assessment_date": "2026-11-12",
        "/change_effective_from": "2026-11-30",
    }
    return {pointer[1:].replace("/", "__"): dated.get(pointer, value) for pointer, value in changes.items()}


PAID_FRIEND = SUPPORTED_BY | {
    "/appropriate_person": {
        "name": "Test Friend 0001",
        "relationship": "Support worker",
        "paid_or_professional": True,
    }
}
WORKER_AS_FRIEND = SUPPORTED_BY | {"/declaration/reviewer_name": "Test Friend 0001"}
SELF_REVIEW = DOUBTED | {
    "/conducted_by": "person_self",
    "/assessment_result": "lacks_capacity",
    "/best_interests_ref": "BI-1",
    "/participants/1": {"name": "A", "role": "professional", "present": True, "how": "phone"},
    "/carer_involved": "no_carer",
}
GREATER_NEED = {"/needs_changed": "increase", "/circumstances_detail": "She fell."}

NEVER = {
    "a paid person in place of an advocate": (PAID_FRIEND, "appropriate-person-paid"),
    "the provider's own worker in place of an advocate": (WORKER_AS_FRIEND, "appropriate-person-paid"),
    "a self-review by somebody who lacks capacity": (SELF_REVIEW, "self-review-without-capacity"),
    "a need that grew without a reassessment": (GREATER_NEED, "reassessment-not-indicated"),
}


@pytest.mark.parametrize("what", NEVER)
async def test_this_is_received_and_never_approved(desk: Desk, what: str) -> None:
    changes, code = NEVER[what]
    item = await desk.given("submitted", **answers(changes))

    answer = await desk.do(desk.vera, item, "open", "approve")

    status, refused, codes = refusal(answer)
    assert (status, refused) == (409, "findings-stop-approval")
    assert code in codes


@pytest.mark.parametrize("code", ["appropriate-person-paid", "self-review-without-capacity"])
def test_no_councils_policy_lets_through_what_the_law_forbids(code: str) -> None:
    lenient = ApprovalPolicy(stopping_kinds=frozenset())

    assert lenient.stops(Finding(pointer="", code=code, kind="statutory"))
    assert not lenient.stops(Finding(pointer="", code="carer-not-asked", kind="statutory"))


async def test_more_care_is_a_proposal_and_changes_no_package(desk: Desk) -> None:
    item = await desk.given("submitted", **answers(MORE_CARE))
    before = await desk.db.fetch("select * from package")

    approved = await desk.do(desk.vera, item, "open", "approve")

    assert approved.json()["state"] == "approved"
    assert await desk.db.fetch("select * from package") == before
