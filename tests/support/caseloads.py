"""Caseload files to test with, and strategies for rows that a council may well send."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from io import StringIO

from hypothesis import strategies as st

from schemas.caseloads import MAX_ROWS
from workflows.caseloads.cells import COLUMNS, LONGEST_NAME
from workflows.nhs_numbers import can_be_an_nhs_number

TODAY = date(2026, 11, 16)
LOCATION, OTHER_LOCATION = "1-900000001", "1-900000002"
NHS_NUMBER, OTHER_NHS_NUMBER = "9990000018", "9990000026"

Row = dict[str, str]


def a_row(**cells: str) -> Row:
    """A row about Morwenna's care at home, but for the cells given."""
    return {
        "record_id": "1000000000000017",
        "nhs_number": NHS_NUMBER,
        "given_name": "Morwenna",
        "family_name": "Tregear",
        "date_of_birth": "1941-03-08",
        "postcode": "TR1 1CK",
        "flags": "hoist;key safe",
        "package_ref": "PKG-1",
        "cqc_location_id": LOCATION,
        "funder": "council",
        "hours_per_week": "14.5",
        "next_review_due": "2026-11-30",
        "outcomes": "To eat well;To see the sea",
    } | cells


def somebody_else(**cells: str) -> Row:
    """A row about Jory's care at home, but for the cells given."""
    jory = {
        "record_id": "1000000000000025",
        "nhs_number": OTHER_NHS_NUMBER,
        "given_name": "Jory",
        "family_name": "Carne",
        "date_of_birth": "1950-07-01",
        "package_ref": "PKG-2",
    }
    return a_row(**(jory | cells))


def a_file(*rows: Mapping[str, str], columns: Iterable[str] = COLUMNS) -> bytes:
    text = StringIO()
    writer = csv.DictWriter(text, list(columns), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _written(entries: list[str]) -> str:
    return "; ".join(entries)


_words = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters=";"),
    min_size=1,
    max_size=20,
)
_names = st.lists(_words, min_size=1, max_size=3).map(" ".join).filter(lambda name: len(name) <= LONGEST_NAME)
_days = st.dates(date(1902, 1, 1), TODAY).map(str)
_nhs_numbers = st.integers(0, 999_999_999).map(
    lambda nine: next(
        (f"{nine:09}{last}" for last in "0123456789" if can_be_an_nhs_number(f"{nine:09}{last}")), ""
    )
)
_hours = st.decimals(0, 672, places=2).map(str)

rows = st.fixed_dictionaries(
    {
        "record_id": st.integers(0, MAX_ROWS).map(lambda n: f"{10**15 + n}"),
        "nhs_number": _nhs_numbers,
        "given_name": _names,
        "family_name": _names,
        "date_of_birth": _days,
        "postcode": st.from_regex(r"(TR|PL)[1-9][0-9]? ?[0-9][A-Z]{2}", fullmatch=True),
        "flags": st.lists(_names, max_size=5).map(_written),
        "package_ref": st.from_regex(r"PKG[-/.#][0-9]{1,9}", fullmatch=True),
        "cqc_location_id": st.sampled_from([LOCATION, OTHER_LOCATION]),
        "funder": st.sampled_from(["council", "nhs", "joint"]),
        "hours_per_week": _hours,
        "next_review_due": st.just("") | st.dates(TODAY, TODAY + timedelta(365)).map(str),
        "outcomes": st.lists(_names, max_size=5).map(_written),
    }
)
"""Any one of these is accepted; several may contradict one another."""
