"""Answers that other answers call for."""

from tests.given_reviews import LEFT_OUT
from tests.workflows.compliance_cases.given import (
    CONCERN,
    DIFFICULTY,
    DOUBTED,
    MORE_CARE,
    NEW_CONCERN,
    SUPPORTED_BY,
    Case,
    without,
)

MISSING = (
    Case(
        "/requested_by", "answer-missing", "other", {"/review_type": "requested"}, {"/review_type": "planned"}
    ),
    Case(
        "/request_detail",
        "answer-missing",
        "other",
        {"/review_type": "requested", "/requested_by": "family"},
        {"/review_type": "requested", "/requested_by": "family", "/request_detail": "A later visit"},
    ),
    Case("/participants/1/how", "answer-missing", "other", {"/participants/1/how": LEFT_OUT}),
    Case(
        "/participants/0/how",
        "answer-missing",
        "other",
        {"/participants/0/how": LEFT_OUT},
        {"/participants/0/how": LEFT_OUT, "/participants/0/present": False},
    ),
    Case(
        "/not_involved_reason",
        "answer-missing",
        "statutory",
        {"/person_involved": "none"},
        {"/person_involved": "none", "/not_involved_reason": "Unconscious since the stroke."},
    ),
    Case(
        "/carer_views",
        "answer-missing",
        "statutory",
        {"/carer_views": LEFT_OUT},
        {"/carer_views": LEFT_OUT, "/carer_involved": "declined"},
    ),
    Case(
        "/carer_strain",
        "answer-missing",
        "other",
        {"/carer_strain": LEFT_OUT},
        {"/carer_strain": LEFT_OUT, "/carer_involved": "no_carer"},
    ),
    Case("/carer_assessment_wanted", "answer-missing", "statutory", {"/carer_assessment_wanted": LEFT_OUT}),
    Case(
        "/advocate_status",
        "answer-missing",
        "statutory",
        DIFFICULTY,
        DIFFICULTY | {"/advocate_status": "instructed"},
    ),
    Case(
        "/appropriate_person",
        "answer-missing",
        "statutory",
        without(SUPPORTED_BY, "/appropriate_person"),
        SUPPORTED_BY,
    ),
    *(
        Case(pointer, "answer-missing", "statutory", without(DOUBTED, pointer), DOUBTED)
        for pointer in ("/decision", "/assessment_by", "/assessment_date", "/assessment_result")
    ),
    Case(
        "/best_interests_ref",
        "answer-missing",
        "statutory",
        DOUBTED | {"/assessment_result": "lacks_capacity"},
        DOUBTED | {"/assessment_result": "lacks_capacity", "/best_interests_ref": "TEST-BI-0001"},
    ),
    Case(
        "/restriction_detail",
        "answer-missing",
        "statutory",
        {"/restriction_concerns": True},
        {"/restriction_concerns": True, "/restriction_detail": "The front door is locked from outside."},
    ),
    Case("/circumstances_detail", "answer-missing", "other", {"/circumstances_changed": ["fall"]}),
    Case(
        "/circumstances_detail",
        "answer-missing",
        "other",
        {"/needs_changed": "fluctuating"},
        {"/needs_changed": "fluctuating", "/circumstances_detail": "Good days and bad days."},
    ),
    Case(
        "/eligibility_view/clothing/basis",
        "answer-missing",
        "other",
        {"/eligibility_view/clothing": {"unable": "yes", "change": "same"}},
        {"/eligibility_view/clothing": {"unable": "unknown", "change": "same"}},
    ),
    Case(
        "/wellbeing_impact/social_economic/note",
        "answer-missing",
        "other",
        {"/wellbeing_impact/social_economic": {"impact": "worse"}},
        {"/wellbeing_impact/social_economic": {"impact": "worse", "note": "The club has closed."}},
    ),
    Case(
        "/informal_support_detail",
        "answer-missing",
        "other",
        {"/informal_support_change": "worse"},
        {"/informal_support_change": "no_support"},
    ),
    Case("/community_support_detail", "answer-missing", "other", {"/community_support_detail": LEFT_OUT}),
    Case(
        "/medication_support/note",
        "answer-missing",
        "other",
        {"/medication_support/note": LEFT_OUT},
        {"/medication_support/note": LEFT_OUT, "/medication_support/level": "none"},
    ),
    Case(
        "/health_changes/note",
        "answer-missing",
        "other",
        {"/health_changes/changes": ["memory"]},
        {"/health_changes": {"changes": ["memory"], "note": "Forgets the day of the week."}},
    ),
    Case(
        "/budget_reason",
        "answer-missing",
        "other",
        {"/budget_managed_well": "no"},
        {"/budget_managed_well": "no", "/budget_reason": "Her son wants to hand the account over."},
    ),
    Case(
        "/abuse_neglect_detail",
        "answer-missing",
        "other",
        {"/abuse_neglect_risk_changed": True},
        {"/abuse_neglect_risk_changed": True, "/abuse_neglect_detail": "A new lodger."},
    ),
    Case(
        "/safeguarding_detail",
        "answer-missing",
        "statutory",
        without(NEW_CONCERN, "/safeguarding_detail"),
        NEW_CONCERN,
    ),
    Case(
        "/safeguarding_detail/referral_made_at",
        "answer-missing",
        "statutory",
        NEW_CONCERN | {"/safeguarding_detail": without(CONCERN, "referral_made_at")},
        without(NEW_CONCERN, "/safeguarding_detail"),
    ),
    Case("/change_agreed", "answer-missing", "statutory", without(MORE_CARE, "/change_agreed"), MORE_CARE),
    *(
        Case(pointer, "answer-missing", "other", without(MORE_CARE, pointer), MORE_CARE)
        for pointer in (
            "/change_effective_from",
            "/change_reason",
            "/change_evidence",
            "/package_funding_effect",
            "/conflict_of_interest_detail",
        )
    ),
    Case("/change_evidence", "answer-missing", "other", MORE_CARE | {"/change_evidence": []}, MORE_CARE),
    Case(
        "/change_agreed/carer",
        "answer-missing",
        "other",
        MORE_CARE | {"/change_agreed": {"person": "agree"}},
        MORE_CARE | {"/change_agreed": {"person": "agree"}, "/carer_involved": "declined"},
    ),
    Case(
        "/change_agreed/text",
        "answer-missing",
        "other",
        MORE_CARE | {"/change_agreed": {"person": "agree", "carer": "disagree"}},
        MORE_CARE
        | {"/change_agreed": {"person": "agree", "carer": "disagree", "text": "She finds it too much."}},
    ),
    Case(
        "/reassessment_reason",
        "answer-missing",
        "other",
        {"/reassessment_needed": True},
        {"/reassessment_needed": True, "/reassessment_reason": "She has not been well since the fall."},
    ),
    Case(
        "/satisfied_with_plan/carer",
        "answer-missing",
        "other",
        {"/satisfied_with_plan": {"person": "yes"}},
        {"/satisfied_with_plan": {"person": "yes"}, "/carer_involved": "none"},
    ),
    Case(
        "/satisfied_with_plan/advocate",
        "answer-missing",
        "other",
        DIFFICULTY | {"/advocate_status": "instructed"},
        DIFFICULTY | {"/advocate_status": "instructed", "/satisfied_with_plan/advocate": "yes"},
    ),
    Case(
        "/copy_to_person_on",
        "answer-missing",
        "other",
        {"/copy_to_person": "given"},
        {"/copy_to_person": "given", "/copy_to_person_on": "2026-06-03"},
    ),
)
