"""Weekend checks: the six things that keep people in hospital from Friday to Monday, each with who sees to it."""

from datetime import datetime
from uuid import UUID

from msgspec import UNSET, UnsetType

from schemas.base import Line, Moment, Payload, View, Words
from schemas.code_lists import Choice


class CheckName(Choice):
    MEDICATION = "medication", "Medicines"
    ACCOMMODATION = "accommodation", "Room and staffing"
    EQUIPMENT = "equipment", "Equipment"
    INFORMATION_QUALITY = "information_quality", "Quality of information"
    COMPLEXITY_CHANGE = "complexity_change", "Changed needs"
    COMMUNITY_HEALTH_SUPPORT = "community_health_support", "Community health support"


class CheckStatus(Choice):
    CLEAR = "clear", "Clear"
    AT_RISK = "at_risk", "At risk: it works if somebody sees to it"
    BLOCKED = "blocked", "Blocked"
    NOT_APPLICABLE = "not_applicable", "Does not apply"


class Accommodation(Payload, frozen=True, kw_only=True, gc=False):
    """What only the home knows: the room, who is there on the first nights, and that it can meet the needs."""

    room: Line
    ready_at: Moment
    access_fits: bool
    isolation_possible: bool
    bariatric_fits: bool
    first_nights_staffed: bool
    needs_can_be_met: bool


class Evidence(View, frozen=True, kw_only=True):
    """One thing that decides a check: which answer, what about it, and, unless it is clear, who sees to it by when."""

    status: CheckStatus
    pointer: str
    code: str
    params: dict[str, str | int | bool | list[str]] = {}
    owner: str | UnsetType = UNSET
    due_by: datetime | UnsetType = UNSET


class OverrideCheck(Payload, frozen=True, kw_only=True):
    """A person knows better than the answers: a status with a reason, or who sees to it by when."""

    check: CheckName
    status: CheckStatus
    reason: Words
    owner: Line | None = None
    due_by: Moment | None = None


class Overridden(View, frozen=True, kw_only=True):
    """What somebody said about a check; it counts as long as the evidence is what they saw (`covers`)."""

    check: CheckName
    status: CheckStatus
    reason: str
    owner: str | UnsetType = UNSET
    due_by: datetime | UnsetType = UNSET
    account_id: UUID
    at: datetime
    covers: str


class WeekendCheck(View, frozen=True, kw_only=True):
    """One check as it stands: by its evidence (`derived`), unless somebody overrode it."""

    check: CheckName
    status: CheckStatus
    derived: CheckStatus
    evidence: list[Evidence]
    owner: str | UnsetType = UNSET
    due_by: datetime | UnsetType = UNSET
    override: Overridden | UnsetType = UNSET


class NotReady(View, frozen=True, kw_only=True):
    """Why somebody can't leave at the weekend: a check that is blocked, or at risk and nobody's in time."""

    check: CheckName
    code: str


class WeekendReadiness(View, frozen=True, kw_only=True):
    """Whether they can leave at the weekend: nothing is blocked, and what is at risk has an owner and a time."""

    weekend_ready: bool
    reasons: list[NotReady]
    leaves_at: datetime
    checks: list[WeekendCheck]
