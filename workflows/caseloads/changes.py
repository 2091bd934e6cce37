"""What a caseload changes of what is known: the people, their packages, and who reaches them because of those."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Struct

from schemas.caseloads import (
    CaseloadGrant,
    CaseloadPackage,
    CaseloadPerson,
    CaseloadRow,
    Column,
    RowFault,
)
from schemas.code_lists import Funder

NewId = Callable[[], UUID]
Verdict = Literal["created", "changed", "unchanged"]
OF_THE_NHS = frozenset({Funder.NHS, Funder.JOINT})


class Ground(Struct, frozen=True, kw_only=True):
    """What is known of everything that some rows name, at one authority.

    `locations` are those that the CQC knows by an id today and that work with the authority; `nhs_bodies` those
    that work with it. `retired_record_ids` were somebody's and are no longer.
    """

    people: Mapping[str, CaseloadPerson]
    retired_record_ids: frozenset[str]
    nhs_number_holders: Mapping[str, UUID]
    packages: Mapping[str, CaseloadPackage]
    grants: Sequence[CaseloadGrant]
    locations: Mapping[str, UUID]
    nhs_bodies: Sequence[UUID]


class Changes(Struct, kw_only=True):
    """Everything that some rows change, to be written in one transaction."""

    people_created: list[CaseloadPerson] = []
    people_changed: list[CaseloadPerson] = []
    nhs_numbers_given: list[CaseloadPerson] = []
    """Those of both whose NHS number is new; the one that they had before ends."""
    packages_created: list[CaseloadPackage] = []
    packages_changed: list[CaseloadPackage] = []
    grants_begun: list[CaseloadGrant] = []
    grants_ended: list[CaseloadGrant] = []
    verdicts: list[Verdict] = []
    faults: list[RowFault] = []


def people_of(rows: Iterable[CaseloadRow]) -> list[list[CaseloadRow]]:
    """The rows of each person, who may receive several packages."""
    ordered = sorted(rows, key=lambda row: (row.record_id, row.row))
    return [list(together) for _, together in groupby(ordered, key=lambda row: row.record_id)]


def changes(people: Iterable[Sequence[CaseloadRow]], ground: Ground, new_id: NewId) -> Changes:
    """What these rows, person by person, change on this ground."""
    found = Changes()
    for rows in people:
        faults = {row.row: list(_faults(row, ground)) for row in rows}
        found.faults += [fault for several in faults.values() for fault in several]
        if good := [row for row in rows if not faults[row.row]]:
            _take_in(found, good, ground, new_id)
    return found


def _faults(row: CaseloadRow, ground: Ground) -> Iterator[RowFault]:
    person = ground.people.get(row.record_id)
    package = ground.packages.get(row.package_ref)
    holder = ground.nhs_number_holders.get(row.nhs_number or "")
    if row.record_id in ground.retired_record_ids:
        yield _fault(row, "record_id", "record-id-retired", "This record has been merged into another.")
    if holder is not None and (person is None or holder != person.id):
        yield _fault(
            row, "nhs_number", "nhs-number-of-another-person", "Somebody else is known by this NHS number."
        )
    if package is not None and (person is None or package.person_id != person.id):
        yield _fault(
            row, "package_ref", "package-of-another-person", "This package is known to be somebody else's."
        )
    if row.cqc_location_id not in ground.locations:
        yield _fault(
            row,
            "cqc_location_id",
            "unknown-location",
            "No location with this CQC id works with this council today.",
        )
    if row.funder in OF_THE_NHS and len(ground.nhs_bodies) != 1:
        yield _fault(
            row,
            "funder",
            "nhs-body-unclear",
            f"{len(ground.nhs_bodies)} NHS bodies work with this council, so none can be told to pay.",
        )


class _Taken(NamedTuple):
    """A package after its row, and the grants that begin and end with that."""

    package: CaseloadPackage
    before: CaseloadPackage | None
    begun: list[CaseloadGrant]
    ended: list[CaseloadGrant]

    @property
    def is_unchanged(self) -> bool:
        return self.package == self.before and not self.begun and not self.ended


def _take_in(found: Changes, rows: Sequence[CaseloadRow], ground: Ground, new_id: NewId) -> None:
    before = ground.people.get(rows[0].record_id)
    person = _person(rows, before, new_id)
    taken = [_package(row, person.id, ground, new_id) for row in rows]
    is_changed = person != before
    _keep_person(found, person, before, is_touched=is_changed or not all(one.is_unchanged for one in taken))
    for one in taken:
        _keep_package(found, one)
        found.verdicts.append(_verdict(one, person_changed=is_changed))


def _keep_person(
    found: Changes, person: CaseloadPerson, before: CaseloadPerson | None, *, is_touched: bool
) -> None:
    """A person's version rises with their packages too, which are told with them."""
    if before is None:
        found.people_created.append(person)
    elif is_touched:
        found.people_changed.append(msgspec.structs.replace(person, version=before.version + 1))
    if person.nhs_number and (before is None or person.nhs_number != before.nhs_number):
        found.nhs_numbers_given.append(person)


def _keep_package(found: Changes, one: _Taken) -> None:
    if one.before is None:
        found.packages_created.append(one.package)
    elif not one.is_unchanged:
        found.packages_changed.append(msgspec.structs.replace(one.package, version=one.before.version + 1))
    found.grants_begun += one.begun
    found.grants_ended += one.ended


def _verdict(one: _Taken, *, person_changed: bool) -> Verdict:
    if one.before is None:
        return "created"
    return "changed" if person_changed or not one.is_unchanged else "unchanged"


def _person(rows: Sequence[CaseloadRow], before: CaseloadPerson | None, new_id: NewId) -> CaseloadPerson:
    """Of several packages, the review that is due first counts."""
    said = rows[0]
    numbers = [row.nhs_number for row in rows if row.nhs_number]
    due = [row.next_review_due for row in rows if row.next_review_due]
    return CaseloadPerson(
        id=before.id if before else new_id(),
        record_id=said.record_id,
        nhs_number=next(iter(numbers), before.nhs_number if before else None),
        given_name=said.given_name,
        family_name=said.family_name,
        date_of_birth=said.date_of_birth,
        postcode=said.postcode,
        flags=said.flags,
        next_review_due=min(due, default=None),
        version=before.version if before else 1,
    )


def _package(row: CaseloadRow, person_id: UUID, ground: Ground, new_id: NewId) -> _Taken:
    before = ground.packages.get(row.package_ref)
    package = CaseloadPackage(
        id=before.id if before else new_id(),
        person_id=person_id,
        location_id=ground.locations[row.cqc_location_id],
        reference=row.package_ref,
        funder=row.funder,
        hours_per_week=row.hours_per_week,
        outcomes=row.outcomes,
        version=before.version if before else 1,
    )
    wanted = {_reach(grant): grant for grant in _grants(package, ground, new_id)}
    live = {_reach(grant): grant for grant in ground.grants if grant.package_id == package.id}
    return _Taken(
        package,
        before,
        begun=[grant for reach, grant in wanted.items() if reach not in live],
        ended=[grant for reach, grant in live.items() if reach not in wanted],
    )


def _grants(package: CaseloadPackage, ground: Ground, new_id: NewId) -> Iterator[CaseloadGrant]:
    """Who delivers a package reaches the person, and so does the NHS body that pays for it."""
    yield CaseloadGrant(
        id=new_id(),
        person_id=package.person_id,
        package_id=package.id,
        holder_kind="location",
        holder_id=package.location_id,
        basis="package",
    )
    if package.funder in OF_THE_NHS:
        yield CaseloadGrant(
            id=new_id(),
            person_id=package.person_id,
            package_id=package.id,
            holder_kind="organisation",
            holder_id=ground.nhs_bodies[0],
            basis="joint_funding",
        )


def _reach(grant: CaseloadGrant) -> tuple[UUID, str]:
    return grant.holder_id, grant.basis


def _fault(row: CaseloadRow, column: Column, code: str, detail: str) -> RowFault:
    return RowFault(row=row.row, column=column, code=code, detail=detail)
