"""A review is whole, closed and bounded, or it isn't read at all."""

from typing import Any

import pytest
from msgspec import inspect

from schemas.base import Issue, Malformed, decode, encode
from schemas.code_lists import ReviewReason
from schemas.review_parts import EligibilityView, WellbeingImpact
from schemas.reviews import Review
from tests.given_reviews import LEFT_OUT, Changes, a_body, a_review
from tests.reviews_strategy import members_of

MEMBERS = members_of(Review)
IN_THE_EXAMPLE = a_body({}).keys()
REQUIRED = [name for name, member in MEMBERS.items() if member.required]


def issues(changes: Changes) -> list[tuple[str, str]]:
    with pytest.raises(Malformed) as refused:
        a_review(changes)
    return [(issue.pointer, issue.code) for issue in refused.value.issues]


@pytest.mark.parametrize("name", REQUIRED)
def test_a_review_without_a_required_answer_is_no_review(name: str) -> None:
    assert issues({f"/{name}": LEFT_OUT}) == [(f"/{name}", "missing")]
    assert issues({f"/{name}": None})[0][0] == f"/{name}"


@pytest.mark.parametrize("name", sorted(MEMBERS.keys() - REQUIRED))
def test_what_is_asked_only_sometimes_may_be_left_out_or_null(name: str) -> None:
    assert a_review({f"/{name}": None}) == a_review({f"/{name}": LEFT_OUT} if name in IN_THE_EXAMPLE else {})


@pytest.mark.parametrize(
    "pointer",
    [
        "/anything_else",
        "/person/anything_else",
        "/safe_care_rag/anything_else",
        "/safe_care_rag/factors/anything_else",
        "/eligibility_view/anything_else",
    ],
)
def test_a_review_is_closed(pointer: str) -> None:
    assert issues({pointer: 1}) == [(pointer, "unknown-member")]


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [
        ("/submission_id", "1", "format"),
        ("/person/nhs_number", "999 000 0018", "pattern"),
        ("/person/name", "", "length"),
        ("/person/name", "N" * 201, "length"),
        ("/person/date_of_birth", "1941-4-12", "format"),
        ("/person/date_of_birth", "12/04/1941", "format"),
        ("/person/date_of_birth", "1941-04-12T00:00:00Z", "format"),
        ("/person/postcode", "Truro", "pattern"),
        ("/provider_cqc_location_id", "RX1", "pattern"),
        ("/device_created_at", "2026-06-03T09:05:00", "time-zone-missing"),
        ("/device_created_at", 1_780_000_000, "type"),
        ("/review_date", "2026-02-29", "format"),
        ("/review_type", "Planned", "not-in-list"),
        ("/review_reason", "planned", "not-in-list"),
        ("/funder", "private", "not-in-list"),
        ("/seen_alone_offered", "true", "type"),
        ("/seen_alone_offered", 1, "type"),
        ("/participants", [], "length"),
        ("/outcomes", [], "length"),
        ("/outcomes/0/status", "met", "not-in-list"),
        ("/substantial_difficulty", ["none"], "not-in-list"),
        ("/substantial_difficulty", ["retain"] * 5, "length"),
        ("/person_views", "w" * 4_001, "length"),
        ("/package_current/visits/0/start", "8:30", "pattern"),
        ("/package_current/visits/0/start", "24:00", "pattern"),
        ("/package_current/visits/0/start", "08:30\n", "pattern"),
        ("/package_current/visits/0/minutes", 0, "bound"),
        ("/package_current/visits/0/minutes", 1_441, "bound"),
        ("/package_current/visits/0/minutes", "45", "type"),
        ("/package_current/visits/0/carers", 5, "bound"),
        ("/package_current/hours_per_week", 673, "bound"),
        ("/safe_care_rag/factors/falls", 3, "not-in-list"),
        ("/safe_care_rag/factors/falls", "0", "not-in-list"),
        ("/working_well", "before\0after", "nul-character"),
    ],
)
def test_every_answer_is_of_its_kind_and_within_bounds(pointer: str, value: Any, code: str) -> None:
    [(where, what)] = issues({pointer: value})

    assert what == code
    assert where.startswith(pointer)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    told = issues({"/person/name": "", "/funder": "private", "/review_date": LEFT_OUT, "/colour": "red"})

    assert set(told) == {
        ("/person/name", "length"),
        ("/funder", "not-in-list"),
        ("/review_date", "missing"),
        ("/colour", "unknown-member"),
    }


def test_what_is_not_text_at_all_is_not_read() -> None:
    for raw in (b"", b"null", b"[]", b"{", b"\xff", b'{"submission_id": NaN}'):
        with pytest.raises(Malformed) as refused:
            decode(raw, Review)
        assert all(isinstance(issue, Issue) for issue in refused.value.issues)


def test_a_review_is_written_as_it_was_read() -> None:
    review = a_review({})

    assert decode(encode(review), Review) == review


def test_two_reviews_with_the_same_answers_are_equal_and_an_answer_tells_them_apart() -> None:
    assert a_review({}) == a_review({})
    assert a_review({}) != a_review({"/not_working": "Nothing."})


def test_the_national_review_reasons_are_word_for_word() -> None:
    assert [reason.value for reason in ReviewReason] == [
        "Planned",
        "Unplanned - Hospital (Planned and unplanned episodes)",
        "Unplanned - Carer related",
        "Unplanned - Safeguarding concern",
        "Unplanned - Other Reason",
        "Unplanned - Provider Failure",
        "Unplanned - Change in Commissioning arrangements",
    ]


def test_eligibility_has_the_ten_outcomes_of_the_regulations_and_wellbeing_the_nine_areas_of_the_act() -> (
    None
):
    assert EligibilityView.__struct_fields__ == (
        "nutrition",
        "personal_hygiene",
        "toilet_needs",
        "clothing",
        "home_safety",
        "habitable_home",
        "relationships",
        "work_training_education_volunteering",
        "community_facilities",
        "caring_for_child",
    )
    assert WellbeingImpact.__struct_fields__ == (
        "dignity_respect",
        "physical_mental_emotional_health",
        "protection_abuse_neglect",
        "control_daily_life",
        "work_education_training_recreation",
        "social_economic",
        "domestic_family_personal_relationships",
        "living_accommodation",
        "contribution_to_society",
    )


def test_nothing_in_a_review_is_without_a_bound() -> None:
    assert [at for at, kind in _leaves(inspect.type_info(Review), "") if not _is_bounded(kind)] == []


def _leaves(kind: inspect.Type, at: str) -> list[tuple[str, inspect.Type]]:
    match kind:
        case inspect.StructType(fields=fields):
            return [leaf for each in fields for leaf in _leaves(each.type, f"{at}/{each.encode_name}")]
        case inspect.UnionType(types=kinds):
            return [leaf for each in kinds for leaf in _leaves(each, at)]
        case inspect.ListType(item_type=item):
            return [(at, kind), *_leaves(item, f"{at}/*")]
        case inspect.DictType(key_type=name, value_type=each):
            return [(at, kind), *_leaves(name, f"{at}/*"), *_leaves(each, f"{at}/*")]
    return [(at, kind)]


def _is_bounded(kind: inspect.Type) -> bool:
    match kind:
        case inspect.StrType(max_length=most, pattern=pattern):
            return most is not None or pattern is not None
        case inspect.ListType(max_length=most) | inspect.DictType(max_length=most):
            return most is not None
        case inspect.IntType(ge=least, le=most) | inspect.FloatType(ge=least, le=most):
            return None not in (least, most)
        case inspect.AnyType() | inspect.RawType():
            return False
    return True


def test_the_example_holds_every_required_answer() -> None:
    assert a_body({}).keys() >= set(REQUIRED)
