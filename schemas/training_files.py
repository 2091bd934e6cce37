"""What people have learnt, as rows of a file that a provider or a council keeps it in."""

from datetime import date
from typing import Annotated, Literal, NewType
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from schemas.base import Payload, View

TrainingColumn = Literal["username", "course", "completed_on", "expires_on", "level"]
MAX_BYTES = 4 * 1024 * 1024
MAX_ROWS = 20_000

EXAMPLE = """\
username,course,completed_on,expires_on,level
reviewer1,Care Act,2026-01-10,2028-01-09,
reviewer1,"Health and social care, level 2",2024-06-01,,2
"""

TrainingFile = NewType(
    "TrainingFile",
    Annotated[
        str,
        Meta(
            description="What people have learnt as CSV, its first row naming the columns username, course, "
            "completed_on, expires_on and level, in any order. Dates are written 2026-01-10; cells of expires_on and "
            "level may be empty. A course known as taken on that day is corrected where the row says otherwise.",
            examples=[EXAMPLE],
        ),
    ],
)


class ImportTraining(Payload, frozen=True, kw_only=True):
    """How a file of training is to be taken in."""

    dry_run: Annotated[bool, Meta(description="Only say what would happen.")] = False
    authority_id: Annotated[
        UUID | None, Meta(description="For which authority; needed of those who act for several.")
    ] = None
    organisation_id: Annotated[
        UUID | None, Meta(description="For which provider; needed of those who administer several.")
    ] = None


class TrainingRow(Struct, frozen=True, kw_only=True):
    """One row that says what it should."""

    row: int
    username: str
    course: str
    completed_on: date
    expires_on: date | None
    level: int | None


class TrainingFault(View, frozen=True, kw_only=True):
    """What is wrong with one cell, or with a whole row when `column` is empty; the header is row 1."""

    row: Annotated[int, Meta(ge=2, description="As a spreadsheet numbers its rows.")]
    column: TrainingColumn | Literal[""]
    code: str
    detail: str


class TrainingImported(View, frozen=True, kw_only=True):
    """What became of a file's rows: every one is created, changed, unchanged or rejected."""

    rows: int
    created: int
    changed: int
    unchanged: int
    rejected: int
    errors: list[TrainingFault]
    errors_left_out: Annotated[
        int | UnsetType, Meta(description="How many more errors there are; absent when all are listed.")
    ] = UNSET


class KnownTraining(Struct, frozen=True, kw_only=True):
    """A course that somebody is known to have taken."""

    id: UUID
    account_id: UUID
    course: str
    completed_on: date
    expires_on: date | None
    level: int | None
