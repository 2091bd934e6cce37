"""Whether somebody can leave hospital at the weekend: six checks, each derived from what is known.

The causes are those for which homes say no on a Friday: medicines, room, equipment, quality of information, changed
needs, and community health support.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import UNSET, UnsetType

from schemas.weekend import (
    CheckName,
    CheckStatus,
    Evidence,
    NotReady,
    Overridden,
    WeekendCheck,
    WeekendReadiness,
)
from workflows.weekend import destination, information, supplies, support
from workflows.weekend.move import Move

Rule = Callable[[Move], Iterator[Evidence]]

RULES: Mapping[CheckName, tuple[Rule, ...]] = {
    CheckName.MEDICATION: (
        supplies.medicines_are_with_the_person,
        supplies.enough_is_supplied,
        supplies.time_critical_doses_are_covered,
        supplies.the_chart_is_sent,
        supplies.allergies_are_established,
    ),
    CheckName.ACCOMMODATION: (destination.a_room_is_ready, destination.the_room_fits),
    CheckName.EQUIPMENT: (supplies.equipment_is_in_place, supplies.staff_can_use_it),
    CheckName.INFORMATION_QUALITY: (
        information.everything_asked_is_answered,
        information.observations_are_fresh,
        information.the_assessment_is_fresh,
        information.somebody_can_be_asked,
    ),
    CheckName.COMPLEXITY_CHANGE: (
        destination.it_is_known_how_they_were,
        destination.the_home_can_meet_changed_needs,
    ),
    CheckName.COMMUNITY_HEALTH_SUPPORT: (
        support.a_doctor_looks_after_them,
        support.evenings_and_weekends_are_covered,
        support.nurses_come,
        support.there_is_a_number_to_ring,
    ),
}
"""A check is as bad as the worst of its evidence; without any it doesn't apply."""

WORST_FIRST = (CheckStatus.BLOCKED, CheckStatus.AT_RISK, CheckStatus.CLEAR)


def readiness(move: Move, overrides: Sequence[Overridden] = ()) -> WeekendReadiness:
    """Every check as of `move.at`, and whether they can leave. Of several overrides, oldest first, the last counts."""
    checks = [_check(name, list(evidence(move, name)), overrides) for name in RULES]
    reasons = [reason for check in checks for reason in _reasons(check, move.leaves_at)]
    return WeekendReadiness(
        weekend_ready=not reasons, reasons=reasons, leaves_at=move.leaves_at, checks=checks
    )


def evidence(move: Move, name: CheckName) -> Iterator[Evidence]:
    return (found for rule in RULES[name] for found in rule(move))


def covers(found: Iterable[Evidence]) -> str:
    """By this an override knows whether the evidence is still what its maker saw; ages and amounts don't count."""
    told = sorted(f"{one.status} {one.pointer} {one.code}" for one in found)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _check(name: CheckName, found: list[Evidence], overrides: Sequence[Overridden]) -> WeekendCheck:
    derived = _worst(found)
    worst = [one for one in found if one.status == derived and one.status != CheckStatus.CLEAR]
    counts = [one for one in overrides if one.check == name and one.covers == covers(found)]
    said = counts[-1] if counts else None
    return WeekendCheck(
        check=name,
        status=said.status if said else derived,
        derived=derived,
        evidence=found,
        owner=said.owner if said and said.owner else _owner(worst),
        due_by=said.due_by if said and said.due_by else _due_by(worst),
        override=said or UNSET,
    )


def _worst(found: Iterable[Evidence]) -> CheckStatus:
    there = {one.status for one in found}
    return next((status for status in WORST_FIRST if status in there), CheckStatus.NOT_APPLICABLE)


def _owner(found: Iterable[Evidence]) -> str | UnsetType:
    return next((one.owner for one in found if one.owner), UNSET)


def _due_by(found: Iterable[Evidence]) -> datetime | UnsetType:
    """The last of the times: by then all of it is done, unless one of them has none."""
    dues = [one.due_by for one in found]
    return UNSET if UNSET in dues else max((due for due in dues if due is not UNSET), default=UNSET)


def _reasons(check: WeekendCheck, leaves_at: datetime) -> Iterator[NotReady]:
    if check.status == CheckStatus.BLOCKED:
        yield NotReady(check=check.check, code="blocked")
    if check.status == CheckStatus.AT_RISK:
        if not check.owner:
            yield NotReady(check=check.check, code="nobody-sees-to-it")
        if not check.due_by:
            yield NotReady(check=check.check, code="no-time-set")
        elif check.due_by > leaves_at:
            yield NotReady(check=check.check, code="due-after-they-leave")
