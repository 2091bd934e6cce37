"""Answers of an assessment that other answers call for: each with when, and what law or guidance says so.

The tablet shows a question under the same conditions, from the same table (`workflows.forms`).
"""

from schemas.assessment_lists import (
    Aid,
    Attorney,
    Basis,
    Bladder,
    Bowel,
    CapacityForMove,
    Delirium,
    InPlace,
    Liberty,
    Resuscitation,
    RiskScale,
    ServiceAgreed,
    TakeHome,
    Transfers,
    TransportType,
)
from schemas.code_lists import SafeguardingConcern
from schemas.forms import Condition
from schemas.reviews import FindingKind
from workflows.compliance.needs import Need, when

NICE_TRANSFER = "NICE NG27"
NICE_FALLS = "NICE NG249"
MCA = "Mental Capacity Act 2005"

MEDICALLY_FIT = when("/transfer/medically_fit", True)
NOT_YET_WITH_THEM = when(
    "/medicines/take_home",
    TakeHome.NOT_STARTED,
    TakeHome.PRESCRIBED,
    TakeHome.IN_PHARMACY,
    TakeHome.ON_WARD,
)
DISTRESSED = when("/cognition/distress", True)
CAPACITY_DOUBTED = when(
    "/capacity/for_this_move", CapacityForMove.HAS_CAPACITY, CapacityForMove.LACKS_CAPACITY
)
LACKS_CAPACITY = when("/capacity/for_this_move", CapacityForMove.LACKS_CAPACITY)


def _need(
    pointer: str, called_for: tuple[Condition, ...], kind: FindingKind = "other", source: str | None = None
) -> Need:
    """A need of the group in which the answer stands."""
    return Need(pointer.split("/")[1], pointer, called_for, kind, source)


NEEDS: tuple[Need, ...] = (
    _need("/transfer/medically_fit_at", (MEDICALLY_FIT,)),
    _need("/transfer/medically_fit_said_by", (MEDICALLY_FIT,)),
    _need(
        "/assessor/best_interests_ref",
        (when("/assessor/basis", Basis.BEST_INTERESTS),),
        "statutory",
        f"{MCA} s4",
    ),
    _need(
        "/medicines/items/*/covered_until",
        (when("/medicines/items/*/time_critical", True),),
        "other",
        NICE_TRANSFER,
    ),
    _need("/medicines/take_home_expected_at", (NOT_YET_WITH_THEM,), "other", NICE_TRANSFER),
    _need("/medicines/covert_decision_ref", (when("/medicines/covert", True),), "statutory", f"{MCA} s4"),
    _need(
        "/mobility/sling_size",
        (when("/mobility/transfers_now", Transfers.HOIST),),
        "other",
        "LOLER 1998 reg 8",
    ),
    _need("/mobility/weight_kg", (when("/mobility/bariatric", True),)),
    _need("/falls/injury_detail", (when("/falls/injury", True),), "other", NICE_FALLS),
    _need("/nutrition/tube_regime", (when("/medicines/feeding_tube", True),), "other", "NICE CG32"),
    _need("/continence/catheter_type", (when("/continence/bladder", Bladder.CATHETER),)),
    _need("/continence/catheter_change_due", (when("/continence/bladder", Bladder.CATHETER),)),
    _need("/continence/stoma_detail", (when("/continence/bowel", Bowel.STOMA),)),
    _need("/continence/products_supplied_days", (when("/continence/products_needed", True),)),
    _need(
        "/skin/score",
        (when("/skin/scale", *(scale for scale in RiskScale if scale != RiskScale.NONE)),),
        "other",
        "NICE CG179",
    ),
    _need("/communication/aids_packed", (when("/communication/aids", *Aid),)),
    _need("/cognition/four_at", (when("/cognition/delirium", Delirium.YES, Delirium.RESOLVING),)),
    _need("/cognition/distress_pattern", (DISTRESSED,)),
    _need("/cognition/distress_triggers", (DISTRESSED,)),
    _need("/cognition/what_helps", (DISTRESSED,)),
    _need("/cognition/supervision_detail", (when("/cognition/enhanced_supervision", True),)),
    _need("/capacity/assessed_on", (CAPACITY_DOUBTED,), "statutory", f"{MCA} s3(1)"),
    _need("/capacity/best_interests_ref", (LACKS_CAPACITY,), "statutory", f"{MCA} s4"),
    _need(
        "/capacity/attorney_name",
        (when("/capacity/attorney", Attorney.ATTORNEY, Attorney.DEPUTY),),
        "statutory",
        f"{MCA} s4(7)",
    ),
    _need(
        "/capacity/liberty_ref",
        (when("/capacity/liberty", Liberty.APPLIED, Liberty.AUTHORISED),),
        "statutory",
        f"{MCA} Sch A1",
    ),
    _need("/infection/organism", (when("/infection/current", True),)),
    _need("/infection/isolate_until", (when("/infection/current", True),)),
    _need("/infection/outbreak_detail", (when("/infection/ward_outbreak", True),)),
    _need(
        "/end_of_life/original_travels",
        (when("/end_of_life/resuscitation", Resuscitation.RESPECT, Resuscitation.DNACPR),),
    ),
    _need("/equipment/*/due_at", (when("/equipment/*/status", InPlace.ORDERED),)),
    _need("/equipment/*/staff_trained", (when("/equipment/*/training_needed", True),)),
    _need("/funding/top_up_by", (when("/funding/top_up", True),), "other", "SI 2014/2670"),
    _need("/funding/authorised_ref", (when("/funding/authorised", True),)),
    _need(
        "/follow_on/nurse_first_visit_on",
        (when("/follow_on/district_nursing", ServiceAgreed.ACCEPTED),),
    ),
    _need("/follow_on/therapy_first_visit_on", (when("/follow_on/therapy", ServiceAgreed.ACCEPTED),)),
    _need(
        "/social/safeguarding_detail",
        (when("/social/safeguarding", SafeguardingConcern.NEW, SafeguardingConcern.KNOWN_OPEN),),
        "statutory",
        "Care Act 2014 s42(1)",
    ),
    _need(
        "/transport/booked_for",
        (
            when(
                "/transport/type",
                *(kind for kind in TransportType if kind != TransportType.NOT_ARRANGED),
            ),
        ),
    ),
)
