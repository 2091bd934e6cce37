"""A caseload is taken in row by row: what a row says is exact, and what is wrong with one never harms another."""

from itertools import count
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.base import Malformed
from schemas.caseloads import EXAMPLE, CaseloadGrant
from schemas.code_lists import Funder
from tests.support.caseloads import (
    LOCATION,
    NHS_NUMBER,
    OTHER_LOCATION,
    OTHER_NHS_NUMBER,
    TODAY,
    Row,
    a_file,
    a_row,
    rows,
    somebody_else,
)
from workflows.caseloads import Changes, Ground, changes, people_of, read
from workflows.caseloads.cells import COLUMNS

HERE, THERE, NHS_BODY = UUID(int=1), UUID(int=2), UUID(int=3)
NOBODY_YET = Ground(
    people={},
    retired_record_ids=frozenset(),
    nhs_number_holders={},
    packages={},
    grants=[],
    locations={LOCATION: HERE, OTHER_LOCATION: THERE},
    nhs_bodies=[NHS_BODY],
)


def faults_of(raw: bytes) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.code) for fault in read(raw, TODAY).faults]


def taken_in(raw: bytes, ground: Ground = NOBODY_YET) -> Changes:
    ids = count(1_000)
    return changes(people_of(read(raw, TODAY).rows), ground, lambda: UUID(int=next(ids)))


def ground_after(made: Changes, ground: Ground = NOBODY_YET) -> Ground:
    """What is known once the changes are written."""
    ended = {grant.id for grant in made.grants_ended}
    people = dict(ground.people)
    people |= {person.record_id: person for person in [*made.people_created, *made.people_changed]}
    packages = dict(ground.packages)
    packages |= {package.reference: package for package in [*made.packages_created, *made.packages_changed]}
    return replace(
        ground,
        people=people,
        nhs_number_holders={one.nhs_number: one.id for one in people.values() if one.nhs_number},
        packages=packages,
        grants=[*(grant for grant in ground.grants if grant.id not in ended), *made.grants_begun],
    )


def reaches(grants: list[CaseloadGrant]) -> list[tuple[UUID, str]]:
    return [(grant.holder_id, grant.basis) for grant in grants]


def test_the_published_example_is_a_caseload() -> None:
    assert faults_of(EXAMPLE.encode()) == []


@given(rows)
def test_every_valid_row_is_taken_in(row: Row) -> None:
    reading = read(a_file(row), TODAY)

    assert reading.faults == []
    assert [one.record_id for one in reading.rows] == [row["record_id"]]


@given(rows, st.permutations(COLUMNS))
def test_columns_may_come_in_any_order(row: Row, columns: list[str]) -> None:
    assert read(a_file(row, columns=columns), TODAY) == read(a_file(row), TODAY)


@given(st.lists(rows, max_size=8), st.binary(max_size=200))
def test_every_row_is_either_taken_in_or_told_to_be_wrong(several: list[Row], junk: bytes) -> None:
    reading = read(a_file(*several) + junk, TODAY)

    accepted = {row.row for row in reading.rows}
    rejected = {fault.row for fault in reading.faults}
    assert accepted.isdisjoint(rejected)
    assert len(accepted) + len(rejected) == reading.records


@given(st.lists(rows, max_size=8))
def test_the_same_file_again_changes_nothing(several: list[Row]) -> None:
    raw = a_file(*several)
    first = taken_in(raw)

    again = taken_in(raw, ground_after(first))

    assert set(again.verdicts) <= {"unchanged"}
    assert again == Changes(verdicts=again.verdicts, faults=first.faults)
    assert len(again.verdicts) == len(first.verdicts)


@given(st.lists(rows, max_size=6), st.lists(rows, max_size=6))
def test_every_row_is_created_changed_unchanged_or_rejected_and_only_one_of_them(
    before: list[Row], after: list[Row]
) -> None:
    raw = a_file(*after)
    reading = read(raw, TODAY)

    made = taken_in(raw, ground_after(taken_in(a_file(*before))))

    rejected = {fault.row for fault in [*reading.faults, *made.faults]}
    assert len(made.verdicts) + len(rejected) == reading.records


def test_a_byte_order_mark_blank_rows_and_spaces_are_no_faults() -> None:
    raw = b"\xef\xbb\xbf" + a_file(a_row(given_name=" Morwenna  Mary ")) + b"\r\n,,,,,,,,,,,,\r\n"

    reading = read(raw, TODAY)

    assert (reading.records, reading.faults) == (1, [])
    assert reading.rows[0].given_name == "Morwenna Mary"


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    raw = a_file(
        a_row(outcomes="To eat well\nand with others;To see the sea"),
        dict.fromkeys(COLUMNS, ""),
        somebody_else(funder="nobody"),
    )

    assert faults_of(raw) == [(4, "funder", "not-in-list")]
    assert read(raw, TODAY).rows[0].outcomes == ("To eat well\nand with others", "To see the sea")


def test_lists_are_split_at_semicolons_and_say_each_thing_once() -> None:
    (row,) = read(a_file(a_row(flags=" hoist ;; key safe;hoist", outcomes="")), TODAY).rows

    assert (row.flags, row.outcomes) == (("hoist", "key safe"), ())


@pytest.mark.parametrize("column", ["record_id", "given_name", "date_of_birth", "package_ref", "funder"])
def test_most_cells_may_not_be_empty(column: str) -> None:
    assert faults_of(a_file(a_row(**{column: "  "}))) == [(2, column, "missing")]


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("record_id", "1.00000000000000E+15", "not-an-identifier"),
        ("nhs_number", "999000001", "nhs-number-format"),
        ("nhs_number", "9990000019", "nhs-number-check-digit"),
        ("nhs_number", "9999999999", "nhs-number-check-digit"),
        ("family_name", "T" * 101, "too-long"),
        ("family_name", "Tre\x1bgear", "control-character"),
        ("date_of_birth", "08/03/1941", "date-format"),
        ("date_of_birth", "1941-02-30", "no-such-date"),
        ("date_of_birth", "2026-11-17", "date-in-future"),
        ("date_of_birth", "1900-11-16", "date-of-birth-impossible"),
        ("postcode", "Truro", "postcode-format"),
        ("flags", ";".join(map(str, range(51))), "too-many"),
        ("cqc_location_id", "1-ABC", "cqc-location-id-format"),
        ("funder", "council and nhs", "not-in-list"),
        ("hours_per_week", "-1", "hours-format"),
        ("hours_per_week", "14,5", "hours-format"),
        ("hours_per_week", "14.333", "hours-format"),
        ("hours_per_week", "672.01", "hours-format"),
        ("hours_per_week", "١٤", "hours-format"),
        ("next_review_due", "soon", "date-format"),
        ("outcomes", "x" * 4_001, "too-long"),
    ],
)
def test_a_mangled_cell_is_told_by_its_column(column: str, text: str, code: str) -> None:
    assert faults_of(a_file(a_row(**{column: text}), somebody_else())) == [(2, column, code)]


def test_every_fault_of_a_row_is_told() -> None:
    raw = a_file(a_row(funder="", postcode="?", hours_per_week="many"))

    assert [column for _, column, _ in faults_of(raw)] == ["postcode", "funder", "hours_per_week"]


def test_a_cell_in_another_encoding_is_refused_alone() -> None:
    raw = a_file(a_row(given_name="Zoë"), somebody_else(family_name="Kestrel")).replace("ë".encode(), b"\xeb")

    assert faults_of(raw) == [(2, "given_name", "invalid-utf8")]
    assert len(read(raw, TODAY).rows) == 1


def test_a_quotation_mark_without_a_partner_costs_its_own_row_only() -> None:
    broken = a_file(a_row()).replace(b"Morwenna", b'"Morwenna')
    raw = broken + a_file(somebody_else()).partition(b"\n")[2]

    assert faults_of(raw) == [(2, "", "unreadable")]
    assert [row.given_name for row in read(raw, TODAY).rows] == ["Jory"]


def test_a_file_of_nothing_but_quotation_marks_is_read_to_its_end() -> None:
    raw = a_file() + b'",\n' * 99_999

    assert len(read(raw, TODAY).faults) == read(raw, TODAY).records


@pytest.mark.parametrize(("cells", "code"), [(b"1,2\n", "cell-count"), (b"," * 13 + b"more\n", "cell-count")])
def test_a_row_has_a_cell_for_every_column(cells: bytes, code: str) -> None:
    assert faults_of(a_file() + cells) == [(2, "", code)]


@pytest.mark.parametrize(
    ("header", "faults"),
    [
        ("", {f"/header/{column}: missing" for column in COLUMNS}),
        (",".join(COLUMNS[1:]), {"/header/record_id: missing"}),
        (",".join([*COLUMNS, "gp"]), {"/header/13: unknown-column"}),
        (",".join([*COLUMNS, "funder"]), {"/header/13: repeated"}),
    ],
)
def test_a_file_without_exactly_the_columns_is_no_caseload(header: str, faults: set[str]) -> None:
    with pytest.raises(Malformed) as refused:
        read(header.encode(), TODAY)

    assert {f"{issue.pointer}: {issue.code}" for issue in refused.value.issues} == faults


def test_the_header_may_be_in_capitals_and_end_in_empty_cells() -> None:
    raw = a_file(a_row())

    assert read(raw.replace(b"record_id", b" Record_ID"), TODAY) == read(raw, TODAY)
    assert read((",".join(COLUMNS) + ",,\n").encode(), TODAY).records == 0


def test_too_many_rows_are_refused_at_once() -> None:
    with pytest.raises(Malformed, match="too-many-rows"):
        read(a_file() + b"x\n" * 100_001, TODAY)


def test_a_package_stands_in_one_row() -> None:
    raw = a_file(a_row(), a_row(hours_per_week="20"))

    assert faults_of(raw) == [(3, "package_ref", "repeated")]


def test_rows_of_one_person_agree_about_them() -> None:
    raw = a_file(a_row(), a_row(package_ref="PKG-2", family_name="Tremayne", flags="key safe;hoist"))

    assert faults_of(raw) == [(3, "family_name", "differs-from-earlier-row")]


def test_a_rejected_row_says_nothing_about_anybody() -> None:
    raw = a_file(a_row(family_name="Tremayne", funder=""), a_row())

    assert faults_of(raw) == [(2, "funder", "missing")]


def test_one_nhs_number_is_never_two_peoples() -> None:
    raw = a_file(a_row(), somebody_else(nhs_number=NHS_NUMBER))

    assert faults_of(raw) == [(3, "nhs_number", "nhs-number-of-another-person")]


def test_a_person_with_several_packages_is_one_person_due_when_the_first_is() -> None:
    raw = a_file(
        a_row(nhs_number=""),
        a_row(package_ref="PKG-2", cqc_location_id=OTHER_LOCATION, next_review_due="2026-11-20"),
        a_row(package_ref="PKG-3", next_review_due=""),
    )

    made = taken_in(raw)

    (person,) = made.people_created
    assert (person.nhs_number, str(person.next_review_due)) == (NHS_NUMBER, "2026-11-20")
    assert {package.person_id for package in made.packages_created} == {person.id}
    assert made.verdicts == ["created"] * 3


@pytest.mark.parametrize(
    ("funder", "reached_by"),
    [
        ("council", [(HERE, "package")]),
        ("nhs", [(HERE, "package"), (NHS_BODY, "joint_funding")]),
        ("joint", [(HERE, "package"), (NHS_BODY, "joint_funding")]),
    ],
)
def test_who_delivers_and_who_of_the_nhs_pays_reach_the_person(
    funder: str, reached_by: list[tuple[UUID, str]]
) -> None:
    assert reaches(taken_in(a_file(a_row(funder=funder))).grants_begun) == reached_by


def test_a_move_ends_one_grant_and_begins_another() -> None:
    known = ground_after(taken_in(a_file(a_row())))

    moved = taken_in(a_file(a_row(cqc_location_id=OTHER_LOCATION)), known)

    assert reaches(moved.grants_ended) == [(HERE, "package")]
    assert reaches(moved.grants_begun) == [(THERE, "package")]
    assert [package.version for package in moved.packages_changed] == [2]
    assert [person.version for person in moved.people_changed] == [2]


def test_a_body_that_no_longer_pays_no_longer_reaches() -> None:
    known = ground_after(taken_in(a_file(a_row(funder="joint"))))

    changed = taken_in(a_file(a_row(funder="council")), known)

    assert reaches(changed.grants_ended) == [(NHS_BODY, "joint_funding")]
    assert changed.packages_changed[0].funder is Funder.COUNCIL


def test_a_changed_nhs_number_is_given_and_an_empty_one_leaves_what_is_known() -> None:
    known = ground_after(taken_in(a_file(a_row())))

    changed = taken_in(a_file(a_row(nhs_number=OTHER_NHS_NUMBER)), known)
    left = taken_in(a_file(a_row(nhs_number="")), known)

    assert [person.nhs_number for person in changed.nhs_numbers_given] == [OTHER_NHS_NUMBER]
    assert left == Changes(verdicts=["unchanged"])


def test_a_new_package_is_created_and_the_persons_others_stay_as_they_are() -> None:
    known = ground_after(taken_in(a_file(a_row())))

    made = taken_in(a_file(a_row(), a_row(package_ref="PKG-2")), known)

    assert made.verdicts == ["unchanged", "created"]
    assert made.packages_changed == []
    assert [person.version for person in made.people_changed] == [2]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (somebody_else(nhs_number=NHS_NUMBER), "nhs_number", "nhs-number-of-another-person"),
        (somebody_else(package_ref="PKG-1"), "package_ref", "package-of-another-person"),
        (a_row(cqc_location_id="1-5"), "cqc_location_id", "unknown-location"),
        (a_row(record_id="merged"), "record_id", "record-id-retired"),
    ],
)
def test_a_row_that_contradicts_what_is_known_is_refused(row: Row, column: str, code: str) -> None:
    known = replace(ground_after(taken_in(a_file(a_row()))), retired_record_ids=frozenset({"merged"}))

    refused = taken_in(a_file(row), known)

    assert (column, code) in {(fault.column, fault.code) for fault in refused.faults}
    assert refused.verdicts == []


@pytest.mark.parametrize("bodies", [[], [NHS_BODY, HERE]])
def test_without_one_clear_nhs_body_none_is_given_reach(bodies: list[UUID]) -> None:
    unclear = replace(NOBODY_YET, nhs_bodies=bodies)

    refused = taken_in(a_file(a_row(), somebody_else(funder="joint")), unclear)

    assert [fault.code for fault in refused.faults] == ["nhs-body-unclear"]
    assert refused.verdicts == ["created"]
