"""Answers that other answers call for: each with when it is called for, and the law or guidance that says so.

The tablet shows a question under the same conditions, from the same table (`workflows.forms`).
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from schemas.base import Issue
from schemas.code_lists import (
    AdvocateStatus,
    Agreement,
    CapacityResult,
    CarerInvolvement,
    ChangeRequest,
    Choice,
    Circumstance,
    CopyToPerson,
    Difficulty,
    HealthChange,
    Impact,
    Involvement,
    MedicationLevel,
    NeedsChanged,
    ReviewType,
    SafeguardingConcern,
    SupportChange,
    YesNoUnknown,
)
from schemas.forms import Condition
from schemas.reviews import FindingKind


class Need(NamedTuple):
    """The answer at `pointer` is called for when at least one of the conditions holds.

    Without it the element of that id isn't met. A `*` stands for each part of a group, the same part in the need and in
    its conditions.
    """

    element: str
    pointer: str
    when: tuple[Condition, ...]
    kind: FindingKind = "other"
    source: str | None = None


def when(pointer: str, *answers: Choice | bool) -> Condition:
    """The answer at the pointer, or one of several chosen there, is among these."""
    return Condition(
        pointer=pointer,
        is_any_of=[answer.value if isinstance(answer, Choice) else answer for answer in answers],
    )


def _all_but(*left_out: Choice) -> tuple[Choice, ...]:
    return tuple(choice for choice in type(left_out[0]) if choice not in left_out)


REQUESTED = when("/review_type", ReviewType.REQUESTED)
CARER_EXISTS = when("/carer_involved", *_all_but(CarerInvolvement.NO_CARER))
CARER_TOOK_PART = when("/carer_involved", CarerInvolvement.FULL, CarerInvolvement.PARTIAL)
CAPACITY_DOUBTED = when("/capacity_doubted", True)
CHANGE_PROPOSED = when("/change_request", *_all_but(ChangeRequest.NONE))
NEW_CONCERN = when("/safeguarding_concern", SafeguardingConcern.NEW)
COPY_WENT_OUT = when("/copy_to_person", CopyToPerson.GIVEN, CopyToPerson.SENT)
NEEDS_OR_LIFE_CHANGED = (
    when("/needs_changed", *_all_but(NeedsChanged.NONE)),
    when("/circumstances_changed", *Circumstance),
)
BUDGET_QUESTIONED = tuple(
    when(f"/{name}", YesNoUnknown.NO, YesNoUnknown.UNKNOWN)
    for name in ("budget_sufficient", "budget_managed_well", "direct_payment_discussed")
)
SUPPORT_SHIFTED = (SupportChange.BETTER, SupportChange.WORSE)
SOMEBODY_DISAGREES = (
    when("/change_agreed/person", Agreement.DISAGREE),
    when("/change_agreed/carer", Agreement.DISAGREE),
)

GUIDANCE = "Care and Support Statutory Guidance ch. 13"

NEEDS: tuple[Need, ...] = (
    Need("request", "/requested_by", (REQUESTED,), "other", "Care Act 2014 s27(1)(b)"),
    Need("request", "/request_detail", (REQUESTED,), "other", "Care Act 2014 s27(1)(b)"),
    Need("conversation", "/participants/*/how", (when("/participants/*/present", True),)),
    Need(
        "person-involved",
        "/not_involved_reason",
        (when("/person_involved", Involvement.NONE),),
        "statutory",
        "Care Act 2014 s27(2)(b)(i)",
    ),
    Need("carer-involved", "/carer_views", (CARER_TOOK_PART,), "statutory", "Care Act 2014 s27(2)(b)(ii)"),
    Need("carers-assessment", "/carer_strain", (CARER_EXISTS,), "other", GUIDANCE),
    Need(
        "carers-assessment", "/carer_assessment_wanted", (CARER_EXISTS,), "statutory", "Care Act 2014 s10(1)"
    ),
    Need(
        "advocacy",
        "/advocate_status",
        (when("/substantial_difficulty", *Difficulty),),
        "statutory",
        "Care Act 2014 s67(2)",
    ),
    Need(
        "appropriate-person",
        "/appropriate_person",
        (when("/advocate_status", AdvocateStatus.APPROPRIATE_PERSON),),
        "statutory",
        "Care Act 2014 s67(5)",
    ),
    Need("capacity", "/decision", (CAPACITY_DOUBTED,), "statutory", "Mental Capacity Act 2005 s2(1)"),
    Need("capacity", "/assessment_by", (CAPACITY_DOUBTED,), "statutory", "Mental Capacity Act 2005 s3(1)"),
    Need("capacity", "/assessment_date", (CAPACITY_DOUBTED,), "statutory", "Mental Capacity Act 2005 s3(1)"),
    Need(
        "capacity", "/assessment_result", (CAPACITY_DOUBTED,), "statutory", "Mental Capacity Act 2005 s3(1)"
    ),
    Need(
        "best-interests",
        "/best_interests_ref",
        (when("/assessment_result", CapacityResult.LACKS_CAPACITY),),
        "statutory",
        "Mental Capacity Act 2005 s4",
    ),
    Need(
        "restrictions",
        "/restriction_detail",
        (when("/restriction_concerns", True),),
        "statutory",
        "Mental Capacity Act 2005 s4A",
    ),
    Need("needs-and-circumstances", "/circumstances_detail", NEEDS_OR_LIFE_CHANGED, "other", GUIDANCE),
    Need(
        "eligibility-view",
        "/eligibility_view/*/basis",
        (when("/eligibility_view/*/unable", YesNoUnknown.YES),),
        "other",
        "SI 2015/313 reg 2(3)",
    ),
    Need(
        "wellbeing",
        "/wellbeing_impact/*/note",
        (when("/wellbeing_impact/*/impact", Impact.WORSE),),
        "other",
        "Care Act 2014 s1(2)",
    ),
    Need(
        "informal-and-community-support",
        "/informal_support_detail",
        (when("/informal_support_change", *SUPPORT_SHIFTED),),
        "other",
        GUIDANCE,
    ),
    Need(
        "informal-and-community-support",
        "/community_support_detail",
        (when("/community_support", *SUPPORT_SHIFTED),),
        "other",
        GUIDANCE,
    ),
    Need(
        "daily-support",
        "/medication_support/note",
        (when("/medication_support/level", *_all_but(MedicationLevel.NONE)),),
    ),
    Need(
        "needs-and-circumstances", "/health_changes/note", (when("/health_changes/changes", *HealthChange),)
    ),
    Need("budget-sufficient", "/budget_reason", BUDGET_QUESTIONED, "other", GUIDANCE),
    Need(
        "abuse-and-neglect",
        "/abuse_neglect_detail",
        (when("/abuse_neglect_risk_changed", True),),
        "other",
        GUIDANCE,
    ),
    Need("safeguarding-raised", "/safeguarding_detail", (NEW_CONCERN,), "statutory", "Care Act 2014 s42(1)"),
    Need(
        "safeguarding-raised",
        "/safeguarding_detail/referral_made_at",
        (NEW_CONCERN,),
        "statutory",
        "Care Act 2014 s42(1)",
    ),
    Need("change-founded", "/change_effective_from", (CHANGE_PROPOSED,)),
    Need("change-founded", "/change_reason", (CHANGE_PROPOSED,), "other", GUIDANCE),
    Need(
        "change-founded",
        "/change_evidence",
        (when("/change_request", ChangeRequest.INCREASE, ChangeRequest.DECREASE, ChangeRequest.REDESIGN),),
    ),
    Need("change-agreed", "/change_agreed", (CHANGE_PROPOSED,), "statutory", "Care Act 2014 s27(5)"),
    Need("change-agreed", "/change_agreed/carer", (CARER_TOOK_PART,), "other", "Care Act 2014 s27(2)(b)(ii)"),
    Need("change-agreed", "/change_agreed/text", SOMEBODY_DISAGREES, "other", "Care Act 2014 s27(5)"),
    Need("change-founded", "/package_funding_effect", (CHANGE_PROPOSED,)),
    Need(
        "providers-interest", "/conflict_of_interest_detail", (when("/conflict_of_interest_declared", True),)
    ),
    Need(
        "reassessment",
        "/reassessment_reason",
        (when("/reassessment_needed", True),),
        "other",
        "Care Act 2014 s27(4)",
    ),
    Need("satisfaction", "/satisfied_with_plan/carer", (CARER_TOOK_PART,), "other", GUIDANCE),
    Need(
        "satisfaction",
        "/satisfied_with_plan/advocate",
        (when("/advocate_status", AdvocateStatus.INSTRUCTED),),
        "other",
        GUIDANCE,
    ),
    Need("copy-to-person", "/copy_to_person_on", (COPY_WENT_OUT,)),
)


def unmet(need: Need, answers: Struct) -> Iterator[Issue]:
    """Every place in the answers where the need holds and nothing is answered.

    What is missing inside a group that is itself left out is not told twice.
    """
    group, steps = _path(need.pointer)
    for at, part in _parts(answers, group):
        asked_in = _answer(part, steps[:-1])
        if asked_in is not None and getattr(asked_in, steps[-1]) in (None, []):
            because_of = [
                f"{at}/{'/'.join(_path(each.pointer)[1])}" for each in need.when if _holds(each, part)
            ]
            if because_of:
                where = f"{at}/{'/'.join(steps)}"
                yield Issue(pointer=where, code="answer-missing", params={"because_of": because_of})


@cache
def _path(pointer: str) -> tuple[str, tuple[str, ...]]:
    """The group for whose parts a pointer stands (none without a `*`), and the steps inside a part."""
    group, _, inside = pointer.rpartition("/*")
    return group[1:], tuple(inside.split("/")[1:])


def _parts(answers: Struct, group: str) -> list[tuple[str, Any]]:
    """The parts of a group that are there, each with where it stands; without a group the answers themselves."""
    if not group:
        return [("", answers)]
    parts = _answer(answers, tuple(group.split("/")))
    named = enumerate(parts) if isinstance(parts, list) else msgspec.structs.asdict(parts).items()
    return [(f"/{group}/{name}", part) for name, part in named if part is not None]


def _answer(part: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        part = None if part is None else getattr(part, step)
    return part


def _holds(condition: Condition, part: Any) -> bool:
    answer = _answer(part, _path(condition.pointer)[1])
    if isinstance(answer, list):
        return any(chosen in condition.is_any_of for chosen in answer)
    return answer in condition.is_any_of
