"""Where they go: a room that fits, people on the first nights, and a home that can meet the needs of today."""

from collections.abc import Iterator

from schemas.assessment_lists import Baseline
from schemas.weekend import Evidence
from workflows.assessing.dates import day_of
from workflows.weekend.move import ASSESSOR, HOME, Move, at_risk, blocked, clear

ROOM = "/decision/accommodation"


def a_room_is_ready(move: Move) -> Iterator[Evidence]:
    """A named one, before they leave; nobody asks that of their own home."""
    if move.goes_to_own_home:
        return
    given = move.accommodation
    if given is None:
        yield blocked(ROOM, "no-home-has-accepted", HOME)
    elif given.ready_at <= move.leaves_at:
        yield clear(f"{ROOM}/ready_at", "room-ready", room=given.room)
    else:
        yield blocked(f"{ROOM}/ready_at", "room-ready-too-late", HOME, room=given.room)


def the_room_fits(move: Move) -> Iterator[Evidence]:
    """Access, isolation and weight, where they matter; and somebody is there on the first nights."""
    given = move.accommodation
    if given is None or move.goes_to_own_home:
        return
    asked = (
        ("access_fits", True, given.access_fits),
        ("isolation_possible", _has_to_be_isolated(move), given.isolation_possible),
        ("bariatric_fits", move.assessment.mobility.bariatric, given.bariatric_fits),
        ("first_nights_staffed", True, given.first_nights_staffed),
    )
    for name, needed, said in asked:
        if needed:
            code = name.replace("_", "-")
            pointer = f"{ROOM}/{name}"
            yield clear(pointer, code) if said else blocked(pointer, f"not-{code}", HOME)


def it_is_known_how_they_were(move: Move) -> Iterator[Evidence]:
    """Without that nobody can say what has changed."""
    pointer = "/changed_needs/compared_with"
    known = move.assessment.changed_needs.compared_with
    if known == Baseline.NOT_KNOWN:
        yield at_risk(pointer, "baseline-not-known", ASSESSOR, move.leaves_at)
    else:
        yield clear(pointer, "baseline-known", compared_with=known.value)


def the_home_can_meet_changed_needs(move: Move) -> Iterator[Evidence]:
    """Two-person care, behaviour and nursing tasks that are new stop the move until the home says that it can."""
    changed = move.assessment.changed_needs
    new = {
        "/changed_needs/new_two_person_care": changed.new_two_person_care,
        "/changed_needs/new_behaviour": changed.new_behaviour,
        "/changed_needs/new_nursing_tasks": changed.new_nursing_tasks,
    }
    grave = [pointer for pointer, is_so in new.items() if is_so]
    if not grave and not changed.differences:
        yield clear("/changed_needs/differences", "nothing-changed")
    for pointer in grave or (["/changed_needs/differences"] if changed.differences else []):
        yield _confirmed(move, pointer, grave=bool(grave))


def _confirmed(move: Move, pointer: str, *, grave: bool) -> Evidence:
    given = move.accommodation if move.needs_are_those_accepted else None
    if given is not None and given.needs_can_be_met:
        return clear(pointer, "home-can-meet-it")
    if given is not None:
        return blocked(pointer, "home-can-not-meet-it", HOME)
    if grave:
        return blocked(pointer, "not-confirmed-by-home", HOME)
    return at_risk(pointer, "not-confirmed-by-home", HOME, move.leaves_at)


def _has_to_be_isolated(move: Move) -> bool:
    infection = move.assessment.infection
    until = infection.isolate_until
    return infection.current and (until is None or until >= day_of(move.leaves_at))
