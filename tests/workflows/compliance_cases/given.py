"""What a case is, and the reviews that the cases begin with: each of these has no finding of its own."""

from datetime import date
from typing import Any, NamedTuple

from schemas.reviews import FindingKind
from tests.given_reviews import REVIEW_DAY, Changes


class Case(NamedTuple):
    """The finding that a review gets with one set of changes to the example, and not with the other."""

    pointer: str
    code: str
    kind: FindingKind
    told_for: Changes
    not_for: Changes = {}
    received_on: date = REVIEW_DAY


def visits(*minutes: int) -> list[dict[str, Any]]:
    return [
        {"day": "monday", "start": "08:30", "minutes": each, "carers": 1, "tasks": []} for each in minutes
    ]


def package(*minutes: int) -> dict[str, Any]:
    return {"visits": visits(*minutes)}


CONCERN = {
    "summary": "Bruises on both arms that she can't explain.",
    "immediate_danger": False,
    "actions": "Rang the council's safeguarding team.",
    "referral_made_at": "2026-06-03T09:50:00Z",
    "alleged_party_is_provider": False,
}
NEW_CONCERN: Changes = {
    "/safeguarding_concern": "new",
    "/safeguarding_detail": CONCERN,
    "/safe_care_rag/factors/safeguarding": 2,
    "/safe_care_rag/provider_rating": "red",
}
DOUBTED: Changes = {
    "/capacity_doubted": True,
    "/decision": "Whether to have help at night",
    "/assessment_by": "Test Assessor 0001",
    "/assessment_date": "2026-06-02",
    "/assessment_result": "has_capacity",
}
MORE_CARE: Changes = {
    "/change_request": "increase",
    "/package_current": package(60),
    "/package_proposed": package(60, 60),
    "/change_effective_from": "2026-06-15",
    "/change_reason": "She can't manage stairs in the evening any more.",
    "/change_evidence": ["Visit notes of May"],
    "/change_agreed": {"person": "agree", "carer": "agree"},
    "/package_funding_effect": {
        "weekly_hours_difference": 1.0,
        "weekly_cost_difference_pence": 2_400,
        "above_council_limit": False,
    },
    "/conflict_of_interest_declared": True,
    "/conflict_of_interest_detail": "We would be paid for another hour.",
}
DIFFICULTY: Changes = {"/substantial_difficulty": ["retain"]}
SUPPORTED_BY: Changes = DIFFICULTY | {
    "/advocate_status": "appropriate_person",
    "/appropriate_person": {
        "name": "Test Friend 0001",
        "relationship": "Friend",
        "paid_or_professional": False,
    },
}


def without(changes: Changes, *pointers: str) -> Changes:
    return {pointer: value for pointer, value in changes.items() if pointer not in pointers}
