"""Who it is about, who takes part, and who carries it out."""

from tests.given_reviews import LEFT_OUT, Changes
from tests.workflows.compliance_cases.given import (
    CONCERN,
    DIFFICULTY,
    DOUBTED,
    MORE_CARE,
    NEW_CONCERN,
    SUPPORTED_BY,
    Case,
    package,
    without,
)

IDENTITY = (
    Case(
        "/person",
        "identifier-missing",
        "other",
        {"/person/mosaic_person_id": LEFT_OUT, "/person/nhs_number": LEFT_OUT},
        {"/person/mosaic_person_id": LEFT_OUT},
    ),
    Case(
        "/person/nhs_number",
        "nhs-number-invalid",
        "other",
        {"/person/nhs_number": "9990000019"},
        {"/person/nhs_number": LEFT_OUT},
    ),
    Case(
        "/review_reason",
        "reason-does-not-fit-type",
        "other",
        {"/review_reason": "Unplanned - Carer related"},
        {"/review_reason": "Unplanned - Carer related", "/review_type": "unplanned"},
    ),
    Case(
        "/review_reason",
        "reason-does-not-fit-type",
        "other",
        {"/review_type": "unplanned"},
        {"/review_type": "requested"},
    ),
    *(
        Case(f"/{name}", "blank", "other", {f"/{name}": " \t\n"}, {f"/{name}": "No."})
        for name in (
            "person_views",
            "communication_needs",
            "working_well",
            "not_working",
            "should_change",
            "contingency_plan",
        )
    ),
)

INVOLVEMENT = (
    Case(
        "/carer_involved",
        "carer-not-asked",
        "statutory",
        {"/carer_involved": "no_carer"},
        {"/carer_involved": "no_carer", "/participants/1": LEFT_OUT},
    ),
    Case(
        "/carer_involved",
        "carer-not-asked",
        "statutory",
        {"/carer_involved": LEFT_OUT, "/participants/1": LEFT_OUT, "/requested_by": "carer"},
        {"/carer_involved": LEFT_OUT, "/participants/1": LEFT_OUT, "/requested_by": "family"},
    ),
    Case(
        "/carer_involved",
        "carer-not-asked",
        "statutory",
        {"/carer_involved": LEFT_OUT, "/participants/1": LEFT_OUT, "/conducted_by": "carer"},
    ),
    Case(
        "/carer_involved",
        "carer-not-involved",
        "statutory",
        {"/carer_involved": "none"},
        {"/carer_involved": "declined"},
    ),
    Case(
        "/contacted",
        "asked-for-not-contacted",
        "statutory",
        {"/contacted": False},
        {"/contacted": False, "/others_asked_for": []},
    ),
    Case(
        "/participants",
        "nobody-present",
        "other",
        {"/participants/0/present": False, "/participants/1/present": False},
        {"/participants/0/present": False},
    ),
    Case(
        "/seen_alone",
        "declined-without-offer",
        "other",
        {"/seen_alone": "declined", "/seen_alone_offered": False},
        {"/seen_alone": "declined"},
    ),
    Case(
        "/accessible_format_given",
        "accessible-format-not-given",
        "other",
        {"/accessible_format_given": "needed_not_given"},
        {"/accessible_format_given": "not_needed"},
    ),
    Case(
        "/advocate_status",
        "advocate-needed",
        "statutory",
        DIFFICULTY | {"/advocate_status": "not_needed"},
        {"/advocate_status": "not_needed"},
    ),
    Case(
        "/advocate_status",
        "advocate-not-in-place",
        "statutory",
        DIFFICULTY | {"/advocate_status": "needed_not_in_place"},
        DIFFICULTY | {"/advocate_status": "offered"},
    ),
    Case(
        "/appropriate_person/paid_or_professional",
        "appropriate-person-paid",
        "statutory",
        SUPPORTED_BY
        | {"/appropriate_person": {"name": "A", "relationship": "Carer", "paid_or_professional": True}},
        SUPPORTED_BY,
    ),
    *(
        Case(
            "/appropriate_person/name",
            "appropriate-person-paid",
            "statutory",
            SUPPORTED_BY
            | {
                "/participants/1": {
                    "name": "test  FRIEND 0001",
                    "role": role,
                    "present": True,
                    "how": "phone",
                }
            },
            SUPPORTED_BY
            | {
                "/participants/1": {
                    "name": "Test Friend 0001",
                    "role": "family",
                    "present": True,
                    "how": "phone",
                }
            },
        )
        for role in ("reviewer", "care_staff", "professional")
    ),
    *(
        Case(
            "/appropriate_person/name",
            "appropriate-person-paid",
            "statutory",
            SUPPORTED_BY | {member: "Test Friend 0001"},
            SUPPORTED_BY | {member: "Test Friend 0002"},
        )
        for member in ("/declaration/reviewer_name", "/conducted_by_name")
    ),
    Case(
        "/wellbeing_impact",
        "wellbeing-not-considered",
        "statutory",
        {"/wellbeing_impact": {}},
        {"/wellbeing_impact": {"social_economic": {"impact": "not_applicable"}}},
    ),
)

SELF_REVIEW: Changes = {"/conducted_by": "person_self"}
INDEPENDENCE = (
    Case(
        "/conducted_by",
        "self-review-without-capacity",
        "statutory",
        SELF_REVIEW
        | DOUBTED
        | {"/assessment_result": "lacks_capacity", "/best_interests_ref": "TEST-BI-0001"},
        SELF_REVIEW | DOUBTED,
    ),
    Case(
        "/conducted_by",
        "self-review-without-capacity",
        "statutory",
        SELF_REVIEW | without(DOUBTED, "/assessment_result"),
        SELF_REVIEW | {"/capacity_doubted": LEFT_OUT},
    ),
    Case(
        "/conducted_by",
        "professional-input-missing",
        "other",
        SELF_REVIEW,
        SELF_REVIEW | {"/participants/1": {"name": "A", "role": "reviewer", "present": True, "how": "phone"}},
    ),
    Case(
        "/conflict_of_interest_declared",
        "provider-gain-not-declared",
        "other",
        MORE_CARE | {"/conflict_of_interest_declared": False},
        MORE_CARE,
    ),
    Case(
        "/conflict_of_interest_declared",
        "provider-gain-not-declared",
        "other",
        {"/change_request": "redesign", "/package_proposed": package(240)},
        {"/change_request": "redesign", "/package_proposed": package(120)},
    ),
    Case(
        "/conflict_of_interest_declared",
        "allegation-not-declared",
        "other",
        NEW_CONCERN | {"/safeguarding_detail": CONCERN | {"alleged_party_is_provider": True}},
        NEW_CONCERN,
    ),
)
