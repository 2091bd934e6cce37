"""What changes in the care, and how safe it is."""

from tests.given_reviews import LEFT_OUT, Changes
from tests.workflows.compliance_cases.given import (
    MORE_CARE,
    Case,
    package,
)

FEWER: Changes = {"/package_current": package(60, 60), "/package_proposed": package(60)}
CHANGES = (
    *(
        Case(
            "/reassessment_needed",
            "reassessment-not-indicated",
            "statutory",
            {"/needs_changed": changed},
            {"/needs_changed": changed, "/reassessment_needed": True},
        )
        for changed in ("increase", "decrease")
    ),
    Case(
        "/needs_changed",
        "worse-need-not-stated",
        "other",
        {"/eligibility_view/home_safety/change": "worse"},
        {"/eligibility_view/home_safety/change": "worse", "/needs_changed": "fluctuating"},
    ),
    Case(
        "/change_agreed/person",
        "person-not-asked",
        "statutory",
        MORE_CARE | {"/change_agreed": {"person": "not_asked", "carer": "agree"}},
        MORE_CARE | {"/change_agreed": {"person": "disagree", "carer": "agree", "text": "Not yet."}},
    ),
    *(
        Case("/package_proposed", "proposal-contradicts-request", "other", told_for, not_for)
        for told_for, not_for in (
            ({"/package_proposed": package(45)}, {}),
            (MORE_CARE | {"/package_proposed": package(60)}, MORE_CARE),
            ({"/change_request": "decrease"}, FEWER | {"/change_request": "decrease"}),
            (FEWER | {"/change_request": "retime"}, {"/change_request": "retime"}),
            ({"/change_request": "end"}, {"/change_request": "end", "/package_proposed": {"visits": []}}),
        )
    ),
    *(
        Case(
            f"/{name}/hours_per_week",
            "hours-differ-from-visits",
            "other",
            {f"/{name}/hours_per_week": 2.5},
            {f"/{name}/hours_per_week": LEFT_OUT},
        )
        for name in ("package_current", "package_proposed")
    ),
    Case(
        "/package_funding_effect/weekly_hours_difference",
        "hours-differ-from-visits",
        "other",
        MORE_CARE | {"/package_current": package(30)},
        MORE_CARE,
    ),
)

SAFETY = (
    Case(
        "/safe_care_rag/factors/falls",
        "factor-absent",
        "other",
        {"/safe_care_rag/factors/falls": LEFT_OUT},
        {"/safe_care_rag/factors/falls": "unknown"},
    ),
    Case(
        "/safe_care_rag/factors/safeguarding",
        "safeguarding-not-rated",
        "other",
        {"/safeguarding_concern": "known_open"},
        {"/safeguarding_concern": "known_open", "/safe_care_rag/factors/safeguarding": 1},
    ),
    Case(
        "/safe_care_rag/override/direction",
        "downward-override",
        "other",
        {
            "/safe_care_rag/override": {
                "direction": "down",
                "code": "known",
                "text": "She manages well these days.",
            }
        },
        {
            "/safe_care_rag/override": {
                "direction": "up",
                "code": "known",
                "text": "She hides how hard it is.",
            }
        },
    ),
    Case(
        "/safe_care_rag/provider_rating",
        "milder-than-rules",
        "other",
        {"/safe_care_rag/factors/falls": 2},
        {"/safe_care_rag/factors/falls": 2, "/safe_care_rag/provider_rating": "amber"},
    ),
    Case(
        "/safe_care_rag/provider_rating",
        "worse-than-rules-unexplained",
        "other",
        {"/safe_care_rag/provider_rating": "red"},
        {
            "/safe_care_rag/provider_rating": "red",
            "/safe_care_rag/override": {
                "direction": "up",
                "code": "known",
                "text": "She hides how hard it is.",
            },
        },
    ),
    Case("/ruleset_version", "ruleset-differs", "other", {"/ruleset_version": "safe-care/2"}),
)
