"""What is read out of the files of the Care Quality Commission."""

from datetime import date

import pytest

from schemas.base import Malformed
from schemas.cqc import CqcFact, CqcFault, CqcPlace, CqcRating, Registration
from tests.support.cqc import (
    ABOVE_THE_DIRECTORY,
    DIRECTORY_HEADER,
    LOCATIONS_HEADER,
    RATINGS_HEADER,
    in_directory,
    location,
    rating,
    rows,
)
from workflows.cqc import read


def of_locations(*said: list[str]) -> list[CqcFact | CqcFault]:
    return list(read(rows(("HSCA_Active_Locations", [LOCATIONS_HEADER, *said]))).says)


def of_ratings(*said: list[str]) -> list[CqcFact | CqcFault]:
    return list(read(rows(("Locations", [RATINGS_HEADER, *said]))).says)


def of_directory(*said: list[str]) -> list[CqcFact | CqcFault]:
    return list(read(rows(("", [*ABOVE_THE_DIRECTORY, DIRECTORY_HEADER, *said]))).says)


def the_fact(said: list[CqcFact | CqcFault]) -> CqcFact:
    (fact,) = [one for one in said if isinstance(one, CqcFact)]
    return fact


def test_each_file_is_known_by_its_columns() -> None:
    assert read(rows(("", [*ABOVE_THE_DIRECTORY, DIRECTORY_HEADER]))).kind == "directory"
    assert read(rows(("HSCA_Active_Locations", [LOCATIONS_HEADER]))).kind == "locations"
    assert read(rows(("README", [["About"]]), ("Locations", [RATINGS_HEADER]))).kind == "ratings"


def test_an_active_location_is_told_with_its_place_rating_and_registration() -> None:
    assert of_locations(location("1-101")) == [
        CqcFact(
            row=2,
            cqc_location_id="1-101",
            place=CqcPlace(
                cqc_location_id="1-101",
                name="Home 1-101",
                postcode="TR1 1AA",
                kind="care_home",
                cqc_provider_id="1-200",
                provider_name="Kerrow Care",
                local_authority="Cornwall",
                started_on=date(2010, 10, 1),
            ),
            rating=CqcRating(rating="Good", published_on=date(2024, 3, 12), inherited=False),
            registration=Registration.ACTIVE,
        )
    ]


@pytest.mark.parametrize(
    ("names", "variant"),
    [
        (DIRECTORY_HEADER, lambda name: name.upper()),
        (DIRECTORY_HEADER, lambda name: name.replace("Local authority", "Local Authority")),
        (DIRECTORY_HEADER, lambda name: name.replace("CQC Location ID (for", "CQC Location (for")),
        (LOCATIONS_HEADER, lambda name: name.replace(" (Y/N)", "")),
        (LOCATIONS_HEADER, lambda name: f" {name.replace(' ', '  ')} "),
        (RATINGS_HEADER, lambda name: "Key Question" if name == "Domain" else name),
    ],
)
def test_names_of_columns_may_vary_in_case_brackets_and_blanks(names: list[str], variant: object) -> None:
    assert callable(variant)
    usual, varied = (read(rows(("", [header]))).kind for header in (names, [variant(one) for one in names]))

    assert varied == usual


def test_a_file_without_any_such_header_is_refused_with_what_it_lacks() -> None:
    without_rating = [name for name in LOCATIONS_HEADER if "Rating" not in name]

    for header, pointers in (
        (["Name", "Age"], ["/header"]),
        (without_rating, ["/header/rating"]),
        ([], ["/header"]),
    ):
        with pytest.raises(Malformed) as refusal:
            read(rows(("", [header])))
        assert [issue.pointer for issue in refusal.value.issues] == pointers


def test_a_column_named_twice_is_refused_since_either_might_be_meant() -> None:
    with pytest.raises(Malformed) as refusal:
        read(rows(("", [[*LOCATIONS_HEADER, "Publication date"]])))

    assert refusal.value.issues[0].pointer == "/header/published_on"


def test_a_header_too_far_down_is_none() -> None:
    with pytest.raises(Malformed):
        read(rows(("", [["About"]] * 40 + [LOCATIONS_HEADER])))


def test_the_sheet_of_dual_registrations_is_no_list_of_locations() -> None:
    file = rows(
        ("Dual_Registration_Locations", [LOCATIONS_HEADER, location("1-102")]),
        ("HSCA_Active_Locations", [LOCATIONS_HEADER, location("1-101")]),
    )

    assert [one.cqc_location_id for one in read(file).says] == ["1-101"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Good", "Good"),
        ("GOOD ", "Good"),
        ("requires improvement", "Requires improvement"),
        ("Requires  Improvement", "Requires improvement"),
        ("Inspected But Not Rated", "Inspected but not rated"),
        ("", "No published rating"),
        ("Good*", "Good*"),
        ("Very good", "Very good"),
    ],
)
def test_a_rating_is_one_of_four_words_and_any_other_stays_as_it_stands(said: str, told: str) -> None:
    fact = the_fact(of_locations(location(location_latest_overall_rating=said)))

    assert fact.rating is not None
    assert fact.rating.rating == told


@pytest.mark.parametrize(
    ("dormant", "registration"),
    [
        ("N", Registration.ACTIVE),
        ("y", Registration.DORMANT),
        ("", Registration.UNKNOWN),
        ("maybe", Registration.UNKNOWN),
    ],
)
def test_only_a_location_that_is_said_not_to_be_dormant_is_active(
    dormant: str, registration: Registration
) -> None:
    assert the_fact(of_locations(location(dormant=dormant))).registration is registration


@pytest.mark.parametrize(
    ("status", "registration"),
    [
        ("Active", Registration.ACTIVE),
        ("Inactive-Dereg", Registration.DEREGISTERED),
        ("Removed", Registration.DEREGISTERED),
        ("Under review", Registration.UNKNOWN),
    ],
)
def test_a_status_that_the_file_gives_counts(status: str, registration: Registration) -> None:
    file = rows(("", [[*LOCATIONS_HEADER, "Location Status"], [*location(), status]]))

    assert the_fact(list(read(file).says)).registration is registration


@pytest.mark.parametrize(("said", "flagged"), [("N", False), ("", False), ("Y", True), ("?", True)])
def test_a_rating_is_flagged_as_inherited_unless_the_file_says_it_is_not(said: str, flagged: bool) -> None:
    fact = the_fact(of_ratings(rating(inherited_rating=said)))

    assert fact.rating is not None
    assert fact.rating.inherited is flagged


@pytest.mark.parametrize(
    ("group", "domain"), [("Overall", "Safe"), ("People with dementia", "Overall"), ("Overall", ""), ("", "")]
)
def test_only_the_overall_rating_of_the_whole_location_counts(group: str, domain: str) -> None:
    part = rating("1-101", latest_rating="Inadequate", domain=domain)
    part[RATINGS_HEADER.index("Service / Population Group")] = group

    assert of_ratings(part) == []


@pytest.mark.parametrize("location_id", ["RJ123", "1-", "1-1234567890123", "101"])
def test_an_id_of_another_kind_is_no_location_of_ours(location_id: str) -> None:
    assert of_locations(location(location_id)) == []


def test_a_row_without_an_id_is_a_fault() -> None:
    (fault,) = of_locations(location(""))

    assert isinstance(fault, CqcFault)
    assert (fault.row, fault.column, fault.code) == (2, "location_id", "missing")


def test_a_date_that_can_not_be_read_is_a_fault_and_the_rating_counts_without_it() -> None:
    fact, fault = of_ratings(rating(latest_rating="Inadequate", publication_date="31/31/2024"))

    assert isinstance(fact, CqcFact)
    assert fact.rating == CqcRating(rating="Inadequate", published_on=None, inherited=False)
    assert isinstance(fault, CqcFault)
    assert (fault.column, fault.code, fault.cqc_location_id) == ("published_on", "date-format", "1-101")


@pytest.mark.parametrize("said", ["31/05/2024", "2024-05-31", "2024-05-31T00:00:00", "31/05/2024 00:00"])
def test_dates_are_read_as_they_are_written_in_either_file(said: str) -> None:
    fact = the_fact(of_ratings(rating(publication_date=said)))

    assert fact.rating is not None
    assert fact.rating.published_on == date(2024, 5, 31)


@pytest.mark.parametrize(
    ("services", "kind"),
    [
        ("Residential homes|Homecare agencies", "care_home"),
        ("Nursing homes", "care_home"),
        ("Homecare agencies|Supported living", "home_care"),
        ("Supported living", "supported_living"),
        ("Dentist", None),
        ("", None),
    ],
)
def test_its_services_make_a_location_the_kind_of_place_that_it_is(services: str, kind: str | None) -> None:
    place = the_fact(of_directory(in_directory(service_types=services))).place

    assert place is not None
    assert place.kind == kind


def test_the_directory_says_nothing_of_ratings() -> None:
    fact = the_fact(of_directory(in_directory()))

    assert (fact.rating, fact.registration, fact.row) == (None, None, 6)
