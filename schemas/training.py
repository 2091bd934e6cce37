"""What those who take part have learnt: as it is recorded, corrected, listed and about to run out."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from schemas.accounts import Named, Training
from schemas.base import Line, Payload, View
from schemas.worklists import Cursor, Limit

Level = Annotated[int, Meta(ge=1, le=8, description="The level at which it was taken, where it has levels.")]


class RecordTraining(Payload, frozen=True, kw_only=True):
    """A course that somebody has taken; without an end it counts for good."""

    course: Line
    completed_on: date
    expires_on: Annotated[date | None, Meta(description="The last day on which it counts.")] = None
    level: Level | None = None


class TrainingList(View, frozen=True, kw_only=True):
    """Every course taken, the latest first."""

    items: list[Training]


class ExpiringAsked(Payload, frozen=True, kw_only=True):
    """Whose training runs out before a day."""

    expiring_before: date
    organisation: UUID | None = None
    location: Annotated[UUID, Meta(description="Only those who work at this location alone.")] | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class ExpiringTraining(View, frozen=True, kw_only=True):
    """A course that somebody has to take again, by the last day on which it counts: that may be past."""

    account: Named
    course: str
    expires_on: date
    level: int | UnsetType = UNSET


class ExpiringList(View, frozen=True, kw_only=True):
    """What runs out first, first. A course that was taken again is told by when it runs out then, if it does."""

    items: list[ExpiringTraining]
    next_cursor: str | UnsetType = UNSET
