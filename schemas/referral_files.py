"""A file of referrals, as a hospital's own system has them: a row for everybody who is to leave."""

from datetime import datetime
from typing import Annotated, Literal, NewType
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from schemas.assessment_parts import Pathway
from schemas.base import Payload, View
from schemas.referrals import Category, ReferredPerson

ReferralColumn = Literal[
    "record_id",
    "nhs_number",
    "given_name",
    "family_name",
    "date_of_birth",
    "postcode",
    "ward",
    "pathway",
    "category",
    "medically_fit_at",
    "proposed_from",
    "proposed_until",
    "homes",
]
MAX_BYTES = 1024 * 1024
MAX_ROWS = 1_000

EXAMPLE = """\
record_id,nhs_number,given_name,family_name,date_of_birth,postcode,ward,pathway,category,medically_fit_at,\
proposed_from,proposed_until,homes
,9990000018,Morwenna,Tregear,1941-03-08,TR1 1CK,Ward 1,3,care_home,2026-11-16 10:00,\
2026-11-17 09:00,2026-11-17 15:00,1-900000001;1-900000002
"""

ReferralFile = NewType(
    "ReferralFile",
    Annotated[
        str,
        Meta(
            description="Referrals as CSV, its first row naming every column, in any order: record_id, nhs_number, "
            "given_name, family_name, date_of_birth, postcode, ward, pathway (0 to 3), category (care_home, home_care, "
            "community_hospital, other), medically_fit_at, proposed_from, proposed_until, homes. Times are London's, "
            "written 2026-11-17 09:00; homes are the Commission's ids of locations with semicolons, in the order in "
            "which they are asked. Cells of record_id and medically_fit_at may be empty; of the two numbers one is "
            "needed.",
            examples=[EXAMPLE],
        ),
    ],
)


class ImportReferrals(Payload, frozen=True, kw_only=True):
    """How a file of referrals is to be taken in."""

    dry_run: Annotated[bool, Meta(description="Only say what would happen.")] = False
    authority_id: Annotated[
        UUID | None, Meta(description="For which authority; needed of those who act for several.")
    ] = None
    hospital_location_id: Annotated[
        UUID | None,
        Meta(
            description="From which hospital; needed of those who coordinate at several, or for a whole trust."
        ),
    ] = None


class ReferralRow(Struct, frozen=True, kw_only=True):
    """One row that says what it should; `homes` are the Commission's ids."""

    row: int
    person: ReferredPerson
    ward: str
    pathway: Pathway
    category: Category
    medically_fit_at: datetime | None
    proposed_from: datetime
    proposed_until: datetime
    homes: tuple[str, ...]


class ReferralFault(View, frozen=True, kw_only=True):
    """What is wrong with one cell, or with a whole row when `column` is empty; the header is row 1."""

    row: Annotated[int, Meta(ge=2, description="As a spreadsheet numbers its rows.")]
    column: ReferralColumn | Literal[""]
    code: str
    detail: str


class ReferralsImported(View, frozen=True, kw_only=True):
    """What became of a file's rows: every one is created, changed, unchanged or rejected."""

    rows: int
    created: int
    changed: int
    """None: another day or ward of somebody who was referred is told by `reschedule`, or by hand."""
    unchanged: int
    """Referred already, as the row says."""
    rejected: int
    errors: list[ReferralFault]
    errors_left_out: Annotated[
        int | UnsetType, Meta(description="How many more errors there are; absent when all are listed.")
    ] = UNSET
