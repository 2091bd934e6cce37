"""Answers that other answers call for: each with when it is called for, and the law or guidance that says so.

The tablet shows a question under the same conditions, from the same table (`workflows.forms`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from operator import attrgetter
from typing import Any, NamedTuple, Self

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

UNANSWERED: tuple[None, list[Any]] = (None, [])


class _Path(NamedTuple):
    """A pointer taken apart: the group for whose parts it stands (none without a `*`), and the way inside a part."""

    group: tuple[str, ...]
    within: tuple[str, ...]
    name: str


class _Test(NamedTuple):
    """A condition taken apart."""

    path: _Path
    read: Callable[[Any], Any]
    """The answer that it asks about, out of a part; None where that, or a group around it, is left out."""
    is_any_of: frozenset[str | bool]

    @classmethod
    def of(cls, condition: Condition) -> Self:
        path = _path(condition.pointer)
        steps = (*path.within, path.name)
        read = partial(_answer, steps=steps) if path.within else attrgetter(path.name)
        return cls(path, read, frozenset(condition.is_any_of))


@dataclass(frozen=True)
class Need:
    """The answer at `pointer` is called for when at least one of the conditions holds.

    Without it the element of that id isn't met. A `*` stands for each part of a group, the same part in the need and in
    its conditions.
    """

    element: str
    pointer: str
    when: tuple[Condition, ...]
    kind: FindingKind = "other"
    source: str | None = None

    @cached_property
    def path(self) -> _Path:
        return _path(self.pointer)

    @cached_property
    def tests(self) -> tuple[_Test, ...]:
        return tuple(map(_Test.of, self.when))


def _path(pointer: str) -> _Path:
    group, _, inside = pointer.rpartition("/*")
    *within, name = inside.split("/")[1:]
    return _Path(tuple(group.split("/")[1:]), tuple(within), name)


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


def unmet(need: Need, answers: Struct) -> Sequence[Issue]:
    """Every place in the answers where the need holds and nothing is answered.

    What is missing inside a group that is itself left out is not told twice.
    """
    if not need.path.group:
        return _unmet_in(answers, need, ())
    parts = _parts(answers, need.path.group)
    return [issue for name, part in parts for issue in _unmet_in(part, need, (*need.path.group, name))]


def _unmet_in(part: Any, need: Need, at: tuple[str, ...]) -> Sequence[Issue]:
    asked_in = _answer(part, need.path.within) if need.path.within else part
    if asked_in is None or getattr(asked_in, need.path.name) not in UNANSWERED:
        return ()
    because_of = [_pointer(at, test.path) for test in need.tests if _holds(test, part)]
    if not because_of:
        return ()
    return [Issue(pointer=_pointer(at, need.path), code="answer-missing", params={"because_of": because_of})]


def _pointer(at: tuple[str, ...], path: _Path) -> str:
    return "".join(f"/{step}" for step in (*at, *path.within, path.name))


def _parts(answers: Struct, group: tuple[str, ...]) -> list[tuple[str, Any]]:
    """The parts of a group that are there, each with its name or its number."""
    parts = _answer(answers, group)
    if isinstance(parts, list):
        return [(str(number), part) for number, part in enumerate(parts)]
    return [(name, part) for name, part in msgspec.structs.asdict(parts).items() if part is not None]


def _answer(part: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        part = None if part is None else getattr(part, step)
    return part


def _holds(test: _Test, part: Any) -> bool:
    answer = test.read(part)
    if isinstance(answer, list):
        return not test.is_any_of.isdisjoint(answer)
    return answer in test.is_any_of
