"""A caseload: the people whom a council has in care, as rows of a file and as they are known here."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, NewType
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from schemas.base import Payload, View
from schemas.code_lists import Funder

Column = Literal[
    "record_id",
    "nhs_number",
    "given_name",
    "family_name",
    "date_of_birth",
    "postcode",
    "flags",
    "package_ref",
    "cqc_location_id",
    "funder",
    "hours_per_week",
    "next_review_due",
    "outcomes",
]
MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 100_000

EXAMPLE = """\
record_id,nhs_number,given_name,family_name,date_of_birth,postcode,flags,package_ref,cqc_location_id,funder,\
hours_per_week,next_review_due,outcomes
1000000000000017,9990000018,Morwenna,Tregear,1941-03-08,TR1 1CK,hoist;key safe,PKG-1,1-900000001,joint,\
14.5,2026-11-30,To eat well;To see the sea
"""

CaseloadFile = NewType(
    "CaseloadFile",
    Annotated[
        str,
        Meta(
            description="A caseload as CSV in UTF-8, its first row naming every column, in any order: "
            "record_id, nhs_number, given_name, family_name, date_of_birth, postcode, flags, package_ref, "
            "cqc_location_id, funder, hours_per_week, next_review_due, outcomes. Flags and outcomes are lists with "
            "semicolons; dates are written 1941-03-08. Cells of nhs_number, flags, next_review_due and outcomes "
            "may be empty; an empty nhs_number leaves the number that is known.",
            examples=[EXAMPLE],
        ),
    ],
)


class ImportCaseload(Payload, frozen=True, kw_only=True):
    """How a caseload is to be taken in."""

    dry_run: Annotated[bool, Meta(description="Only say what would happen.")] = False
    authority_id: Annotated[
        UUID | None,
        Meta(description="Whose caseload it is; needed of those who act for several authorities."),
    ] = None


class RowFault(View, frozen=True, kw_only=True):
    """What is wrong with one cell, or with a whole row when `column` is empty; the header is row 1."""

    row: Annotated[int, Meta(ge=2, description="As a spreadsheet numbers its rows.")]
    column: Column | Literal[""]
    code: str
    detail: str


class CaseloadImported(View, frozen=True, kw_only=True):
    """What became of a file's rows: every one is created, changed, unchanged or rejected."""

    rows: int
    created: int
    changed: int
    unchanged: int
    rejected: int
    errors: list[RowFault]
    errors_left_out: Annotated[
        int | UnsetType, Meta(description="How many more errors there are; absent when all are listed.")
    ] = UNSET


class CaseloadRow(Struct, frozen=True, kw_only=True):
    """One row that says what it should: a package of care, and the person who receives it."""

    row: int
    record_id: str
    nhs_number: str | None
    given_name: str
    family_name: str
    date_of_birth: date
    postcode: str
    flags: tuple[str, ...]
    package_ref: str
    cqc_location_id: str
    funder: Funder
    hours_per_week: Decimal
    next_review_due: date | None
    outcomes: tuple[str, ...]


class CaseloadPerson(Struct, frozen=True, kw_only=True):
    """Somebody as the caseload knows them."""

    id: UUID
    record_id: str
    nhs_number: str | None
    given_name: str
    family_name: str
    date_of_birth: date
    postcode: str
    flags: tuple[str, ...]
    next_review_due: date | None
    version: int


class CaseloadPackage(Struct, frozen=True, kw_only=True):
    """What one location provides to one person."""

    id: UUID
    person_id: UUID
    location_id: UUID
    reference: str
    funder: Funder
    hours_per_week: Decimal
    outcomes: tuple[str, ...]
    version: int


class CaseloadGrant(Struct, frozen=True, kw_only=True):
    """Who reaches a person because of a package: the location that delivers it, and a body that pays for it."""

    id: UUID
    person_id: UUID
    package_id: UUID
    holder_kind: Literal["location", "organisation"]
    holder_id: UUID
    basis: Literal["package", "joint_funding"]
