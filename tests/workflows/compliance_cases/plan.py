"""What the guidance wants to be found out about the plan."""

from tests.given_reviews import LEFT_OUT
from tests.workflows.compliance_cases.given import Case

PLAN = (
    Case(
        "/change_request",
        "outcomes-unmet-without-change",
        "other",
        {"/outcomes/0/status": "not_met", "/outcomes/1/status": "not_met"},
        {"/outcomes/0/status": "not_met", "/outcomes/1/status": "not_met", "/reassessment_needed": True},
    ),
    Case(
        "/new_outcomes",
        "new-outcomes-not-considered",
        "other",
        {"/new_outcomes": LEFT_OUT},
        {"/new_outcomes": []},
    ),
    *(
        Case("/improvements", "improvements-not-considered", "other", {"/improvements": words})
        for words in (LEFT_OUT, "  ")
    ),
    Case(
        "/budget_managed_well",
        "budget-management-not-considered",
        "other",
        {"/budget_managed_well": "unknown", "/direct_payment_discussed": "no"},
        {"/budget_managed_well": "unknown", "/direct_payment_discussed": "yes"},
    ),
)
