"""What an assessment is told for, and what comes close: a case for each rule and each answer that others call for."""

from datetime import datetime
from typing import Any, NamedTuple

from schemas.reviews import FindingKind
from tests.given_assessments import RECEIVED
from tests.given_reviews import LEFT_OUT, Changes
from tests.workflows.compliance_cases.given import without

HOIST: Changes = {"/mobility/transfers_now": "hoist", "/mobility/sling_size": "medium"}
LACKS: Changes = {
    "/capacity/for_this_move": "lacks_capacity",
    "/capacity/assessed_on": "2026-06-04",
    "/capacity/best_interests_ref": "TEST-BI-0002",
    "/assessor/basis": "best_interests",
    "/assessor/best_interests_ref": "TEST-BI-0003",
}
DISTRESSED: Changes = {
    "/cognition/distress": True,
    "/cognition/distress_pattern": "Calls out at dusk.",
    "/cognition/distress_triggers": "Noise.",
    "/cognition/what_helps": "Her radio.",
}
HOME_AGAIN: Changes = {
    "/transfer/pathway": 0,
    "/transfer/destination": "own_home",
    "/transfer/placement": "none",
}
INFECTED: Changes = {
    "/infection/current": True,
    "/infection/organism": "Norovirus",
    "/infection/isolate_until": "2026-06-08",
}


class Case(NamedTuple):
    """The finding that an assessment gets with one set of changes to the example, and not with the other."""

    pointer: str
    code: str
    told_for: Changes
    not_for: Changes
    kind: FindingKind = "other"
    received_at: datetime = RECEIVED


def missing(pointer: str, told_for: Changes, answer: Any, kind: FindingKind = "other") -> Case:
    """An answer that another one calls for: told when it is missing, and no more once it is given."""
    return Case(pointer, "answer-missing", told_for, told_for | {pointer: answer}, kind)


MISSING = (
    missing("/transfer/medically_fit_at", {"/transfer/medically_fit_at": LEFT_OUT}, "2026-06-04T10:15:00Z"),
    missing("/transfer/medically_fit_said_by", {"/transfer/medically_fit_said_by": LEFT_OUT}, "Dr Test"),
    missing(
        "/assessor/best_interests_ref", {"/assessor/basis": "best_interests"}, "TEST-BI-0003", "statutory"
    ),
    missing("/medicines/items/1/covered_until", {"/medicines/items/1/time_critical": True}, "2026-06-19"),
    *(
        missing("/medicines/take_home_expected_at", {"/medicines/take_home": where}, "2026-06-06T08:00:00Z")
        for where in ("not_started", "prescribed", "in_pharmacy", "on_ward")
    ),
    missing("/medicines/covert_decision_ref", {"/medicines/covert": True}, "TEST-BI-0004", "statutory"),
    missing("/mobility/sling_size", {"/mobility/transfers_now": "hoist"}, "large"),
    missing("/mobility/weight_kg", {"/mobility/bariatric": True}, 180.5),
    missing("/falls/injury_detail", {"/falls/injury_detail": LEFT_OUT}, "Broken left hip."),
    missing("/nutrition/tube_regime", {"/medicines/feeding_tube": True}, "50 ml an hour over night."),
    missing("/continence/catheter_type", {"/continence/bladder": "catheter"}, "Long-term, size 14"),
    missing("/continence/catheter_change_due", {"/continence/bladder": "catheter"}, "2026-08-01"),
    missing("/continence/stoma_detail", {"/continence/bowel": "stoma"}, "Colostomy, two-piece bag"),
    missing("/continence/products_supplied_days", {"/continence/products_supplied_days": LEFT_OUT}, 7),
    missing("/skin/score", {"/skin/score": LEFT_OUT}, 14),
    missing("/communication/aids_packed", {"/communication/aids_packed": LEFT_OUT}, True),
    missing("/cognition/four_at", {"/cognition/four_at": LEFT_OUT}, 1),
    *(
        missing(pointer, without(DISTRESSED, pointer), "Calmer with her radio on.")
        for pointer in list(DISTRESSED)[1:]
    ),
    missing(
        "/cognition/supervision_detail", {"/cognition/enhanced_supervision": True}, "One to one at night."
    ),
    missing("/capacity/assessed_on", {"/capacity/for_this_move": "has_capacity"}, "2026-06-04", "statutory"),
    missing(
        "/capacity/best_interests_ref",
        without(LACKS, "/capacity/best_interests_ref"),
        "TEST-BI",
        "statutory",
    ),
    missing(
        "/capacity/attorney_name", {"/capacity/attorney_name": LEFT_OUT}, "Test Daughter 0002", "statutory"
    ),
    missing("/capacity/liberty_ref", {"/capacity/liberty": "applied"}, "TEST-DOLS-0002", "statutory"),
    missing("/infection/organism", {"/infection/current": True}, "Norovirus"),
    missing("/infection/isolate_until", {"/infection/current": True}, "2026-06-08"),
    missing("/infection/outbreak_detail", {"/infection/ward_outbreak": True}, "Flu in the next bay."),
    missing("/end_of_life/original_travels", {"/end_of_life/original_travels": LEFT_OUT}, True),
    missing("/equipment/0/due_at", {"/equipment/0/status": "ordered"}, "2026-06-06T08:00:00Z"),
    missing("/equipment/1/staff_trained", {"/equipment/1/staff_trained": LEFT_OUT}, True),
    missing("/funding/top_up_by", {"/funding/top_up": True}, "Test Daughter 0002"),
    missing("/funding/authorised_ref", {"/funding/authorised_ref": LEFT_OUT}, "TEST-AUTH-0002"),
    missing("/follow_on/nurse_first_visit_on", {"/follow_on/nurse_first_visit_on": LEFT_OUT}, "2026-06-08"),
    missing(
        "/follow_on/therapy_first_visit_on", {"/follow_on/therapy_first_visit_on": LEFT_OUT}, "2026-06-08"
    ),
    missing(
        "/social/safeguarding_detail",
        {"/social/safeguarding": "new", "/safe_care_rag/factors/safeguarding": 2},
        "The ward told the council on 4 June.",
        "statutory",
    ),
    missing("/transport/booked_for", {"/transport/booked_for": LEFT_OUT}, "2026-06-06T10:00:00Z"),
)

NOT_SO = (
    Case(
        "/person",
        "identifier-missing",
        {"/person/mosaic_person_id": LEFT_OUT, "/person/nhs_number": LEFT_OUT},
        {"/person/mosaic_person_id": LEFT_OUT},
    ),
    Case(
        "/person/nhs_number",
        "nhs-number-invalid",
        {"/person/nhs_number": "9990000025"},
        {"/person/nhs_number": "9990000034"},
    ),
    Case(
        "/person/date_of_birth",
        "date-of-birth-impossible",
        {"/person/date_of_birth": "1900-01-01"},
        {"/person/date_of_birth": "1901-01-01"},
    ),
    Case("/assessor/agreement_id", "agreement-not-named", {"/assessor/agreement_id": LEFT_OUT}, {}),
    *(
        Case(pointer, "blank", {pointer: " \n"}, {pointer: "-"})
        for pointer in ("/person_views", "/mobility/handling_plan", "/nutrition/diet", "/cognition/nights")
    ),
    *(
        Case(pointer, "date-in-future", {pointer: "2026-06-05T13:01:00Z"}, {pointer: "2026-06-05T13:00:00Z"})
        for pointer in (
            "/assessor/assessed_at",
            "/clinical/observed_at",
            "/transfer/medically_fit_at",
            "/declaration/declared_at",
            "/submitted_at",
        )
    ),
    *(
        Case(pointer, "date-in-future", {pointer: "2026-06-06"}, {pointer: "2026-06-05"})
        for pointer in (
            "/hospital_stay/admitted_on",
            "/nutrition/weighed_on",
            "/capacity/assessed_on",
            "/infection/last_test_on",
        )
    ),
    Case(
        "/hospital_stay/admitted_on",
        "after-assessment",
        {"/hospital_stay/admitted_on": "2026-06-06"},
        {"/hospital_stay/admitted_on": "2026-06-05"},
    ),
    Case(
        "/declaration/declared_at",
        "before-assessed",
        {"/declaration/declared_at": "2026-06-05T10:29:00Z"},
        {"/declaration/declared_at": "2026-06-05T10:30:00Z"},
    ),
    Case(
        "/submitted_at",
        "before-device-created-at",
        {"/submitted_at": "2026-06-05T09:39:00Z"},
        {"/submitted_at": "2026-06-05T09:40:00Z"},
    ),
    Case(
        "/transfer/proposed_until",
        "ends-before-it-begins",
        {"/transfer/proposed_until": "2026-06-06T09:00:00Z"},
        {"/transfer/proposed_until": "2026-06-06T09:01:00Z"},
    ),
    Case(
        "/transfer/latest_arrival",
        "ends-before-it-begins",
        {"/transfer/latest_arrival": "10:00"},
        {"/transfer/latest_arrival": "10:01"},
    ),
    Case(
        "/transfer/proposed_until",
        "before-assessed",
        {"/transfer/proposed_until": "2026-06-05T10:30:00Z"},
        {"/transfer/proposed_until": "2026-06-05T10:31:00Z"},
    ),
    Case(
        "/clinical/observed_at",
        "observations-old",
        {"/clinical/observed_at": "2026-06-04T10:29:00Z"},
        {"/clinical/observed_at": "2026-06-04T10:30:00Z"},
    ),
    Case(
        "/assessor/assessed_at",
        "received-late",
        {"/assessor/assessed_at": "2026-06-03T11:59:00Z"},
        {"/assessor/assessed_at": "2026-06-03T12:00:00Z"},
    ),
    Case(
        "/assessor/basis",
        "consent-without-capacity",
        LACKS | {"/assessor/basis": "consent"},
        LACKS,
        "statutory",
    ),
    Case(
        "/capacity/for_this_move",
        "capacity-not-assessed",
        {"/capacity/for_this_move": "not_assessed"},
        LACKS,
        "statutory",
    ),
    Case(
        "/capacity/liberty",
        "liberty-not-applied-for",
        {"/capacity/liberty": "needed"},
        {"/capacity/liberty": "applied"},
        "statutory",
    ),
    Case(
        "/social/advocate",
        "advocate-not-in-place",
        {"/social/advocate": "needed"},
        {"/social/advocate": "instructed"},
        "statutory",
    ),
    *(
        Case(pointer, "restraint-not-assessed", {pointer: "not_assessed"}, {pointer: "not_needed"})
        for pointer in ("/falls/bed_rails", "/falls/sensor")
    ),
    Case(
        "/medicines/covert",
        "covert-with-capacity",
        {"/medicines/covert": True},
        LACKS | {"/medicines/covert": True},
    ),
    Case(
        "/transfer/medically_fit",
        "still-meets-criteria-to-reside",
        {"/transfer/medically_fit": False},
        {},
    ),
    *(
        Case(
            "/transfer/destination",
            "does-not-fit-pathway",
            {"/transfer/pathway": way},
            {"/transfer/pathway": 3},
        )
        for way in (0, 1)
    ),
    Case(
        "/transfer/placement",
        "does-not-fit-destination",
        HOME_AGAIN | {"/transfer/placement": "respite"},
        HOME_AGAIN,
    ),
    Case("/transfer/placement", "does-not-fit-destination", {"/transfer/placement": "none"}, {}),
    Case(
        "/medicines/allergies_known",
        "allergies-not-established",
        {"/medicines/allergies_known": "not_established"},
        {"/medicines/allergies_known": "none_known", "/medicines/allergies": []},
    ),
    Case("/medicines/allergies", "allergies-not-listed", {"/medicines/allergies": []}, {}),
    Case("/medicines/allergies", "allergies-contradict", {"/medicines/allergies_known": "none_known"}, {}),
    *(
        Case(
            "/nutrition/swallowing_advice",
            "advice-missing",
            modified,
            modified | {"/nutrition/swallowing_advice": "Upright, small sips."},
        )
        for modified in ({"/nutrition/food_level": 6}, {"/nutrition/fluid_level": 1})
    ),
    Case(
        "/transport/oxygen",
        "oxygen-not-on-the-way",
        {"/medicines/oxygen": True},
        {"/medicines/oxygen": True, "/transport/oxygen": True},
    ),
    Case(
        "/changed_needs/new_two_person_care",
        "new-need-not-stated",
        HOIST,
        HOIST | {"/mobility/transfers_before": "two_people"},
    ),
    Case(
        "/changed_needs/differences",
        "differences-not-listed",
        {"/changed_needs/new_behaviour": True, "/changed_needs/differences": []},
        {"/changed_needs/new_behaviour": True},
    ),
    Case(
        "/funding/checklist",
        "does-not-fit-funding",
        {"/funding/funded_by": "fast_track", "/funding/checklist": "negative"},
        {"/funding/checklist": "negative"},
    ),
    Case(
        "/safe_care_rag/factors/falls",
        "factor-absent",
        {"/safe_care_rag/factors/falls": LEFT_OUT},
        {"/safe_care_rag/factors/falls": "unknown"},
    ),
    Case(
        "/safe_care_rag/factors/safeguarding",
        "safeguarding-not-rated",
        {"/social/safeguarding": "known_open"},
        {"/social/safeguarding": "known_open", "/safe_care_rag/factors/safeguarding": 1},
    ),
    Case(
        "/safe_care_rag/override/direction",
        "downward-override",
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
        "/safe_care_rag/provider_rating", "milder-than-rules", {"/safe_care_rag/provider_rating": "green"}, {}
    ),
    Case(
        "/safe_care_rag/provider_rating",
        "worse-than-rules-unexplained",
        {"/safe_care_rag/provider_rating": "red"},
        {},
    ),
    Case("/ruleset_version", "ruleset-differs", {"/ruleset_version": "safe-care/2"}, {}),
)
CASES = (*MISSING, *NOT_SO)
