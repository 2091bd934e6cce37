"""What a month's file changes of how locations stand, and that nothing known before is ever overwritten."""

from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

import msgspec
import pytest

from schemas.base import Malformed
from schemas.cqc import CqcFault, FileKind, KnownLocation, LocationRating, Registration
from tests.support.cqc import (
    DIRECTORY_HEADER,
    LOCATIONS_HEADER,
    RATINGS_HEADER,
    in_directory,
    location,
    rating,
    rows,
)
from workflows.cqc import CqcChanges, Gathered, Ground, Sought, as_one_word, changes, gather, read

KEA = UUID(int=1)
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
HEADERS: dict[FileKind, list[str]] = {
    "locations": LOCATIONS_HEADER,
    "ratings": RATINGS_HEADER,
    "directory": DIRECTORY_HEADER,
}
GOOD = LocationRating(
    location_id=KEA,
    rating="Good",
    status="Active",
    inherited=False,
    published_on=date(2024, 3, 12),
    source="cqc-locations",
    file_date=NOVEMBER,
    valid_from=date(2024, 3, 12),
)


def known(cqc_id: str = "1-101", standing: LocationRating | None = GOOD, **more: Any) -> KnownLocation:
    usual: dict[str, Any] = {
        "id": KEA,
        "cqc_location_id": cqc_id,
        "known_by_it_since": date(2020, 1, 1),
        "name": "Kea House",
        "postcode": "TR1 1AA",
        "standing": standing,
    }
    return KnownLocation(**usual | more)


def several(number: int) -> list[KnownLocation]:
    return [known(f"1-{101 + n}", id=UUID(int=n + 1)) for n in range(number)]


def gathered(
    said: Iterable[list[str]],
    kind: FileKind = "locations",
    ids: Iterable[str] = ("1-101", "1-102"),
    all_in: str | None = None,
) -> Gathered:
    sought = Sought(ids=frozenset(ids), postcodes=frozenset({"TR11AA"}), local_authority=all_in)
    return gather(read(rows(("", [HEADERS[kind], *said]))), sought)


def made(
    *said: list[str],
    kind: FileKind = "locations",
    locations: Iterable[KnownLocation] = (known(),),
    file_date: date = DECEMBER,
    renumbered: dict[str, str] | None = None,
    all_in: str | None = None,
    **ground: Any,
) -> CqcChanges:
    locations = list(locations)
    ids = {one.cqc_location_id for one in locations} | set((renumbered or {}).values())
    numbers = count(100)
    return changes(
        gathered(said, kind, ids, all_in),
        Ground(locations=locations, **ground),
        renumbered or {},
        file_date,
        lambda: UUID(int=next(numbers)),
    )


def begun(found: CqcChanges) -> tuple[str, str, date]:
    (standing,) = found.standings_begun
    return standing.rating, standing.status, standing.valid_from


def test_the_same_again_changes_nothing() -> None:
    found = made(location())

    assert (found.unchanged, found.standings_begun, found.standings_ended) == (1, [], [])


def test_a_downgrade_counts_from_its_publication_and_the_row_before_ends_there() -> None:
    found = made(location(location_latest_overall_rating="Inadequate", publication_date="20/11/2026"))

    assert begun(found) == ("Inadequate", "Active", date(2026, 11, 20))
    assert found.standings_ended == [msgspec.structs.replace(GOOD, valid_until=date(2026, 11, 20))]
    assert [(one.what, one.before, one.after) for one in found.told] == [("rating", "Good", "Inadequate")]


def test_a_rating_that_was_published_again_is_kept_with_its_date() -> None:
    found = made(location(publication_date="20/11/2026"))

    assert begun(found) == ("Good", "Active", date(2026, 11, 20))
    assert [one.what for one in found.told] == ["published_again"]


def test_a_rating_that_is_newly_inherited_is_told() -> None:
    found = made(location(inherited_rating="Y"))

    assert [(one.before, one.after) for one in found.told] == [("Good", "Good (inherited)")]


def test_a_location_gone_dormant_is_so_as_of_the_file() -> None:
    assert begun(made(location(dormant="Y"))) == ("Good", "Dormant", DECEMBER)


def test_a_location_that_the_list_of_active_ones_leaves_out_is_deregistered() -> None:
    assert begun(made(location("1-999"))) == ("Good", "Deregistered", DECEMBER)


@pytest.mark.parametrize("kind", ["ratings", "directory"])
def test_only_the_list_of_active_ones_deregisters_by_silence(kind: FileKind) -> None:
    other = {"ratings": rating("1-999"), "directory": in_directory("1-999")}[kind]

    assert made(other, kind=kind).unchanged == 1


def test_being_active_again_counts_as_of_the_file_whatever_was_published_before() -> None:
    dormant = msgspec.structs.replace(GOOD, status="Dormant", valid_from=NOVEMBER)
    found = made(location(publication_date="10/11/2026"), locations=[known(standing=dormant)])

    assert begun(found) == ("Good", "Active", DECEMBER)


def test_a_row_never_begins_before_the_one_that_it_follows_has_counted_for_a_day() -> None:
    since_november = msgspec.structs.replace(GOOD, valid_from=NOVEMBER)
    found = made(
        location(location_latest_overall_rating="Inadequate", publication_date="15/10/2026"),
        locations=[known(standing=since_november)],
    )

    assert begun(found) == ("Inadequate", "Active", date(2026, 11, 2))


def test_a_file_that_is_older_than_what_is_known_changes_nothing() -> None:
    found = made(location(dormant="Y"), file_date=date(2026, 10, 1))

    assert (found.older, found.standings_begun) == (1, [])


def test_a_rating_from_before_the_one_that_is_known_changes_nothing() -> None:
    found = made(rating(latest_rating="Outstanding", publication_date="01/01/2023"), kind="ratings")

    assert found.unchanged == 1


def test_a_rating_without_a_date_or_with_one_to_come_counts_as_of_the_file() -> None:
    for published in ("", "soon", "01/01/2030"):
        found = made(location(location_latest_overall_rating="Inadequate", publication_date=published))
        assert begun(found) == ("Inadequate", "Active", DECEMBER), published


def test_the_first_that_is_heard_of_a_location_counts_from_the_publication_of_its_rating() -> None:
    found = made(location(), locations=[known(standing=None)])

    assert begun(found) == ("Good", "Active", date(2024, 3, 12))
    assert [(one.what, one.before) for one in found.told] == [
        ("rating", msgspec.UNSET),
        ("status", msgspec.UNSET),
    ]


def test_a_file_of_ratings_alone_says_of_nobody_that_they_are_active() -> None:
    found = made(rating(), kind="ratings", locations=[known(standing=None)])

    assert begun(found) == ("Good", Registration.UNKNOWN, date(2024, 3, 12))


def test_the_directory_says_how_nobody_stands() -> None:
    found = made(in_directory(), kind="directory", locations=[known(standing=None)])

    assert (found.unchanged, found.standings_begun) == (1, [])


@pytest.mark.parametrize(
    ("one", "other", "counts"),
    [
        (("Good", "12/03/2024"), ("Good", "12/03/2024"), "Good"),
        (("Good", "12/03/2024"), ("Inadequate", "12/03/2024"), "Inadequate"),
        (("Good", "12/03/2024"), ("Good?", "12/03/2024"), "Good?"),
        (("Requires improvement", "12/03/2024"), ("Good", "12/03/2025"), "Good"),
        (("Good", ""), ("Inadequate", "12/03/2025"), "Inadequate"),
    ],
)
def test_of_two_ratings_the_later_counts_and_of_one_day_the_worse(
    one: tuple[str, str], other: tuple[str, str], counts: str
) -> None:
    said = [rating(latest_rating=word, publication_date=day) for word, day in (one, other)]

    for ordered in (said, said[::-1]):
        fact = gathered(ordered, "ratings").facts["1-101"]
        assert fact.rating is not None
        assert fact.rating.rating == counts


def test_of_two_rows_about_one_location_a_word_against_its_being_active_counts() -> None:
    said = [location(), location(dormant="Y")]

    for ordered in (said, said[::-1]):
        assert gathered(ordered).facts["1-101"].registration is Registration.DORMANT


def test_a_file_in_which_most_of_ours_are_missing_is_not_the_whole_file() -> None:
    with pytest.raises(Malformed) as refusal:
        made(location("1-101"), locations=several(4))

    assert refusal.value.issues[0].code == "too-many-gone"
    assert made(location("1-101"), location("1-102"), locations=several(4)).changed == 2


def test_a_location_that_the_commission_knows_by_another_id_now_goes_on_as_what_it_was() -> None:
    found = made(location("1-555"), renumbered={"1-101": "1-555"})

    assert [(one.cqc_location_id, one.valid_until) for one in found.ids_ended] == [("1-101", DECEMBER)]
    assert [(one.cqc_location_id, one.valid_from) for one in found.ids_begun] == [("1-555", DECEMBER)]
    assert (found.unchanged, found.locations_created) == (1, [])


@pytest.mark.parametrize(
    ("said", "renumbered", "code"),
    [
        (["1-555"], {"1-777": "1-555"}, "old-id-unknown"),
        (["1-101", "1-555"], {"1-101": "1-555"}, "old-id-still-listed"),
        (["1-102"], {"1-101": "1-102"}, "new-id-known-already"),
        (["1-555"], {"1-101": "1-444"}, "new-id-not-listed"),
        (["1-666"], {"1-101": "1-666"}, "new-id-known-already"),
    ],
)
def test_a_renumbering_that_the_file_does_not_bear_out_is_refused(
    said: list[str], renumbered: dict[str, str], code: str
) -> None:
    with pytest.raises(Malformed) as refusal:
        made(
            *map(location, said),
            locations=several(2),
            renumbered=renumbered,
            former_ids=frozenset({"1-666"}),
        )

    assert code in {issue.code for issue in refusal.value.issues}


def test_a_newcomer_where_a_location_has_gone_is_pointed_out_and_not_taken_for_it() -> None:
    found = made(location("1-555", location_postal_code="tr1 1aa"))

    assert [(one.cqc_location_id, one.may_now_be) for one in found.doubts] == [("1-101", "1-555")]
    assert found.ids_begun == []


def test_nobody_unknown_is_taken_in_unless_all_of_a_local_authority_is_asked_for() -> None:
    said = [location("1-101"), location("1-201"), location("1-202", location_local_authority="Devon")]

    assert made(*said).created == 0
    assert [one.name for one in made(*said, all_in="cornwall ").locations_created] == ["Home 1-201"]


def test_a_place_that_is_taken_in_comes_with_its_provider_its_id_and_its_standing() -> None:
    found = made(location("1-201"), location("1-202"), locations=[], all_in="Cornwall")

    (provider,) = found.providers_created
    assert (provider.name, provider.cqc_provider_id) == ("Kerrow Care", "1-200")
    assert found.providers_joining == [provider.id]
    assert {one.organisation_id for one in found.locations_created} == {provider.id}
    assert [(one.cqc_location_id, one.valid_from) for one in found.ids_begun] == [
        ("1-201", date(2010, 10, 1)),
        ("1-202", date(2010, 10, 1)),
    ]
    assert len(found.standings_begun) == found.created == 2


def test_a_known_provider_is_not_made_again_and_begins_to_work_with_the_authority_if_it_did_not() -> None:
    provider = UUID(int=7)
    place = location("1-201")

    new_here = made(place, locations=[], all_in="Cornwall", providers={"1-200": provider})
    old_friend = made(
        place,
        locations=[],
        all_in="Cornwall",
        providers={"1-200": provider},
        working_with=frozenset({provider}),
    )

    assert (new_here.providers_created, new_here.providers_joining) == ([], [provider])
    assert old_friend.providers_joining == []


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (location("1-201", provider_id=""), "missing"),
        (location("1-201", location_name=""), "missing"),
        (location("1-666"), "id-retired"),
    ],
)
def test_a_place_that_can_not_be_taken_in_is_a_fault(place: list[str], code: str) -> None:
    found = made(place, locations=[], all_in="Cornwall", former_ids=frozenset({"1-666"}))

    assert [(fault.row, fault.code) for fault in found.faults] == [(2, code)]
    assert found.locations_created == []


def test_a_surgery_is_not_taken_in() -> None:
    surgery = location("1-201", **{"service_type_-_care_home_service_without_nursing": "N"})

    assert made(surgery, locations=[], all_in="Cornwall").created == 0


def test_faults_about_locations_of_nobody_here_are_passed_over() -> None:
    found = gathered([location("1-999", publication_date="soon"), location("1-101", publication_date="soon")])

    assert [fault.cqc_location_id for fault in found.faults] == ["1-101"]
    assert all(isinstance(fault, CqcFault) for fault in found.faults)
    assert as_one_word("tr1 1aa") == "TR11AA"
