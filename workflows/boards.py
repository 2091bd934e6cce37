"""One line of the discharge board: what blocks somebody who waits to leave hospital, and whose move it is."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import UNSET, Struct

from schemas.accounts import Named
from schemas.assessments import Assessment
from schemas.discharges import BoardLine
from schemas.referrals import TAKES, Category, HomeState, ReferralState
from schemas.weekend import Accommodation, CheckStatus, Overridden, WeekendReadiness
from workflows import weekend
from workflows.weekend.move import Move

HOUR = timedelta(hours=1)
WHOSE_MOVE: dict[ReferralState, str] = {
    ReferralState.REFERRED: "assessor",
    ReferralState.ASKED: "home",
    ReferralState.PLACED: "ward",
    ReferralState.UNPLACED: "coordinator",
    ReferralState.ARRIVED: "home",
}
COLUMNS = (
    "reference",
    "hospital",
    "ward",
    "pathway",
    "category",
    "state",
    "whose_move",
    "waiting_on",
    "due_at",
    "overdue",
    "blocked_by",
    "weekend_ready",
    "proposed_from",
    "since",
    "hours_waiting",
    "to_do",
    "record_reference",
)
"""What the board's file for a spreadsheet has: it names nobody."""


class Waiting(Struct, frozen=True, kw_only=True):
    """Everything by which one line of the board is drawn."""

    authority_id: UUID
    id: UUID
    reference: str
    person: Named
    hospital: Named
    ward: str
    pathway: int
    category: Category
    state: ReferralState
    proposed_from: datetime
    created_at: datetime
    home: Named | None
    home_state: HomeState | None
    due_at: datetime | None
    assessment: Assessment | None
    accommodation: Accommodation | None
    accepted_on: Assessment | None
    """The answers on which the home accepted."""
    overrides: tuple[Overridden, ...]
    record_reference: str | None = None
    arrived_at: datetime | None = None
    check_from: datetime | None = None
    check_due: datetime | None = None
    has_package: bool = False
    """In the home."""


def line(waiting: Waiting, at: datetime) -> BoardLine:
    """How somebody waits as of `at`; they are blocked by weekend checks, or for want of an assessment or a home."""
    ready = _readiness(waiting, at)
    due = waiting.check_due or waiting.due_at
    return BoardLine(
        referral_id=waiting.id,
        authority_id=waiting.authority_id,
        reference=waiting.reference,
        person=waiting.person,
        hospital=waiting.hospital,
        ward=waiting.ward,
        pathway=waiting.pathway,
        category=waiting.category,
        state=waiting.state,
        whose_move=WHOSE_MOVE[waiting.state],
        waiting_on=_waiting_on(waiting),
        due_at=due or UNSET,
        overdue=due is not None and due < at,
        blocked_by=list(_blockers(waiting, ready)),
        weekend_ready=ready.weekend_ready if ready else UNSET,
        proposed_from=waiting.proposed_from,
        since=waiting.created_at,
        hours_waiting=max(((waiting.arrived_at or at) - waiting.created_at) // HOUR, 0),
        arrived_at=waiting.arrived_at or UNSET,
        check_from=waiting.check_from or UNSET,
        to_do=list(_to_do(waiting)),
        record_reference=waiting.record_reference or UNSET,
    )


def rows(lines: Iterable[BoardLine]) -> Iterator[list[str]]:
    """The board for a spreadsheet: heads, then a row each; lists have semicolons between."""
    yield list(COLUMNS)
    for one in lines:
        yield [_no_formula(_cell(getattr(one, column))) for column in COLUMNS]


def _no_formula(cell: str) -> str:
    """A spreadsheet runs what begins like a formula, and a ward's name is whatever somebody typed."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def _cell(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return "; ".join(str(one) for one in value)
        case Named(name=name):
            return name
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
    return "" if value is UNSET else str(value)


def _readiness(waiting: Waiting, at: datetime) -> WeekendReadiness | None:
    if waiting.assessment is None or waiting.arrived_at is not None:
        return None
    return weekend.readiness(
        Move(waiting.assessment, waiting.accommodation, at, waiting.accepted_on), waiting.overrides
    )


def _waiting_on(waiting: Waiting) -> str:
    """Who has to do something, by name where it is a home."""
    if waiting.home is not None and (waiting.home_state not in TAKES or waiting.arrived_at is not None):
        return waiting.home.name
    return WHOSE_MOVE[waiting.state]


def _to_do(waiting: Waiting) -> Iterator[str]:
    """What is left once somebody has come; nobody makes a package up for them."""
    if waiting.arrived_at is None:
        return
    yield "arrival_check"
    if not waiting.has_package:
        yield "package_setup"


def _blockers(waiting: Waiting, ready: WeekendReadiness | None) -> Iterator[str]:
    if ready is None:
        if waiting.assessment is None:
            yield "not_assessed"
        return
    if waiting.state is ReferralState.UNPLACED:
        yield "no_home"
    for check in ready.checks:
        if check.status == CheckStatus.BLOCKED:
            yield check.check.value
