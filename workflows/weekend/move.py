"""What the weekend checks look at: the assessment, what the home has said, and the time."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from schemas.assessment_lists import Destination, MedicineChange
from schemas.assessment_parts import Medicine
from schemas.assessments import Assessment
from schemas.weekend import Accommodation, CheckStatus, Evidence
from workflows.assessing.dates import day_of
from workflows.clocks import is_working_day

WARD = "Ward"
ASSESSOR = "Assessor"
HOME = "Home"
LAST_DAY = date(9990, 1, 1)
"""After which nobody leaves, whatever a form says: the calendar itself ends."""


class Move(NamedTuple):
    """`accommodation` is what the home said that takes them, None as long as none does.

    `accepted_on` are the answers on which it did: that it can meet the needs counts for those needs, and for no others.
    """

    assessment: Assessment
    accommodation: Accommodation | None
    at: datetime
    accepted_on: Assessment | None = None

    @property
    def needs_are_those_accepted(self) -> bool:
        return self.accepted_on is None or self.accepted_on.changed_needs == self.assessment.changed_needs

    @property
    def leaves_at(self) -> datetime:
        """When transport is booked for, or else the beginning of the window."""
        return self.assessment.transport.booked_for or self.assessment.transfer.proposed_from

    @property
    def goes_to_own_home(self) -> bool:
        return self.assessment.transfer.destination == Destination.OWN_HOME

    @property
    def medicines(self) -> list[tuple[int, Medicine]]:
        """Those that they take, each with its place in the list."""
        listed = enumerate(self.assessment.medicines.items)
        return [(index, one) for index, one in listed if one.change != MedicineChange.STOPPED]

    @property
    def next_working_day(self) -> date:
        """After the day on which they leave: a weekend and bank holidays last until then."""
        day = min(day_of(self.leaves_at), LAST_DAY) + timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
        return day


def clear(pointer: str, code: str, **params: str | int | bool | list[str]) -> Evidence:
    return Evidence(status=CheckStatus.CLEAR, pointer=pointer, code=code, params=params)


def at_risk(
    pointer: str, code: str, owner: str, due_by: datetime, **params: str | int | bool | list[str]
) -> Evidence:
    return Evidence(
        status=CheckStatus.AT_RISK, pointer=pointer, code=code, params=params, owner=owner, due_by=due_by
    )


def blocked(pointer: str, code: str, owner: str, **params: str | int | bool | list[str]) -> Evidence:
    return Evidence(status=CheckStatus.BLOCKED, pointer=pointer, code=code, params=params, owner=owner)
