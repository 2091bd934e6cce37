"""What is known of a review as it arrives is put together as it is, and nothing is made up."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Raw

from schemas.arrivals import Ground, PackageFacts, PersonFacts, ReviewerFacts
from schemas.base import decode, encode
from schemas.code_lists import Funder
from schemas.eligibility import LocationOverride
from schemas.ratings import Colour
from schemas.reviews import Review
from schemas.routing import LocationStanding, Routing, RoutingFacts, TrackRecord
from tests.given_reviews import LEFT_OUT, REVIEW_DAY, Changes, a_review
from tests.reviews_strategy import Json, any_body, bodies_near_the_example
from tests.workflows.compliance_cases.given import DIFFICULTY, DOUBTED, MORE_CARE, NEW_CONCERN, SUPPORTED_BY
from workflows import compliance, ratings
from workflows.clocks import LONDON
from workflows.policies import CourseAsked, EligibilityPolicy, RoutingPolicy, SamplingPolicy
from workflows.routing import decide, reasons_to_open
from workflows.routing.facts import facts_of, good_standing
from workflows.standings import standings

POLICY = RoutingPolicy(sampling=SamplingPolicy(floor=0))
"""As a council begins, but that nothing is drawn of those who were never disagreed with."""
NEVER_DISAGREED_WITH = TrackRecord(decided=100, disagreement=0.0)
AT = datetime(2026, 6, 3, 12, tzinfo=UTC)
PERSON = PersonFacts(
    id=UUID(int=1),
    name="Test Person 0001",
    date_of_birth=date(1941, 4, 12),
    deceased_on=None,
    review_permitted=None,
    record_ids=frozenset({"9000000001"}),
    nhs_numbers=frozenset({"9990000018"}),
    restricted=False,
    training_data=False,
)
RATED_GOOD = LocationStanding(rating="Good", status="Active")
PACKAGE = PackageFacts(
    id=UUID("01970000-0000-7000-8000-000000000002"),
    funder=Funder.COUNCIL,
    location_id=UUID(int=2),
    organisation_id=UUID(int=3),
    cqc_location_ids=frozenset({"1-100000001"}),
    person=PERSON,
    commissioned_hours=2.25,
    location_standings=(RATED_GOOD,),
    sampling_seed=UUID(int=4),
    track_record=NEVER_DISAGREED_WITH,
)
CARE_ACT = {"course": "Care Act", "completed_on": "2025-01-13", "expires_on": "2027-01-12"}
CAPACITY_ACT = {"course": "Mental Capacity Act", "completed_on": "2025-01-14", "expires_on": None}


def a_reviewer(*training: dict[str, Any], role: str = "reviewer") -> ReviewerFacts:
    return ReviewerFacts(roles=frozenset({role}), training=Raw(encode(list(training))))


TRAINED = a_reviewer(CARE_ACT, CAPACITY_ACT)
ALL_KNOWN = Ground(package=PACKAGE, reviewer=TRAINED, reviewer_at_review=TRAINED)


def but(**less: Any) -> Ground:
    """All is known, except that of the package or of what surrounds it some things are otherwise."""
    of_package = {name: value for name, value in less.items() if name in PackageFacts.__struct_fields__}
    of_ground = {name: value for name, value in less.items() if name not in of_package}
    package = msgspec.structs.replace(PACKAGE, **of_package)
    return msgspec.structs.replace(ALL_KNOWN, package=package, **of_ground)


def facts_about(changes: Changes, ground: Ground = ALL_KNOWN, at: datetime = AT) -> RoutingFacts:
    review = a_review(changes)
    judgement = ratings.judge(review.safe_care_rag, review.review_date)
    findings = compliance.findings(review, REVIEW_DAY)
    stood = standings(review.review_date, at.astimezone(LONDON).date(), ground, POLICY.eligibility)
    return facts_of(review, judgement, findings, ground, stood, POLICY)


def codes(facts: RoutingFacts) -> list[str]:
    return [reason.code for reason in reasons_to_open(facts, POLICY)]


def test_a_green_review_with_nothing_new_of_which_all_is_known_may_be_approved_in_bulk() -> None:
    assert codes(facts_about({})) == []


@pytest.mark.parametrize(
    ("unknown", "told"),
    [
        ({"commissioned_hours": None}, "package-not-as-known"),
        ({"location_standings": ()}, "location-standing"),
        ({"person": msgspec.structs.replace(PERSON, restricted=None)}, "record-restricted"),
        ({"person": msgspec.structs.replace(PERSON, training_data=None)}, "training-data"),
        ({"reviewer": None}, "reviewer-standing"),
        ({"reviewer_at_review": None}, "reviewer-standing"),
        ({"sampling_seed": None}, "sampled"),
        ({"track_record": None}, "sampled"),
    ],
)
def test_what_the_council_does_not_know_is_not_in_a_reviews_favour(
    unknown: dict[str, Any], told: str
) -> None:
    assert codes(facts_about({}, but(**unknown))) == [told]


def test_of_a_review_about_which_nothing_is_known_everything_is_asked() -> None:
    unknown = msgspec.structs.replace(PERSON, restricted=None, training_data=None)
    package = msgspec.structs.replace(
        PACKAGE,
        person=unknown,
        commissioned_hours=None,
        location_standings=(),
        sampling_seed=None,
    )

    assert codes(facts_about({}, Ground(package=package))) == [
        "package-not-as-known",
        "reviewer-standing",
        "location-standing",
        "record-restricted",
        "training-data",
        "sampled",
    ]


def test_a_review_is_never_routed_without_its_package() -> None:
    with pytest.raises(ValueError, match="without its package"):
        facts_about({}, Ground())


def test_who_pays_is_what_the_council_knows_and_not_what_the_review_says() -> None:
    assert facts_about({"/funder": "joint"}).funder is Funder.COUNCIL


AMBER: Changes = {"/safe_care_rag/factors/falls": 2, "/safe_care_rag/provider_rating": "amber"}


def verified_before(changes: Changes) -> Ground:
    before = decide(facts_about(changes), AT, POLICY).if_verified
    return but(previous=before)


def test_an_amber_that_was_verified_is_no_news_and_another_cause_is() -> None:
    for_skin: Changes = {
        "/safe_care_rag/factors/skin_continence": 2,
        "/safe_care_rag/provider_rating": "amber",
    }

    assert codes(facts_about(AMBER)) == ["amber-not-verified-before"]
    assert codes(facts_about(AMBER, verified_before(AMBER))) == []
    assert codes(facts_about(AMBER, verified_before(for_skin))) == ["amber-not-verified-before"]


def test_hours_that_were_verified_are_known_as_well_as_those_commissioned() -> None:
    less = [{"day": "monday", "start": "08:30", "minutes": 120, "carers": 1, "tasks": []}]
    before = verified_before({"/package_proposed": {"visits": less}})

    assert facts_about({}, before).known_hours == (2.25, 2.0)


def test_hours_come_from_the_visits_and_not_from_what_is_said_of_them() -> None:
    facts = facts_about(MORE_CARE | {"/package_proposed/hours_per_week": 1.0})

    assert (facts.hours_now, facts.hours_added) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"/person_involved": "partial"}, ["person-not-fully-involved"]),
        ({"/conducted_by": "carer"}, ["conducted-without-reviewer", "finding-to-read"]),
        ({"/conducted_by": "joint"}, []),
        (
            {"/reassessment_needed": True, "/reassessment_reason": "She has more falls."},
            ["reassessment-needed"],
        ),
        (NEW_CONCERN, ["rated-red", "safeguarding-open"]),
        (
            {"/safeguarding_concern": "known_open", "/safe_care_rag/factors/safeguarding": 1},
            ["safeguarding-open"],
        ),
        (DOUBTED, []),
        ({"/restriction_concerns": True, "/restriction_detail": "The door is locked."}, ["capacity-open"]),
        (SUPPORTED_BY, []),
        ({"/advocate_status": "offered"}, ["advocacy-open"]),
        ({"/advocate_status": "declined"}, []),
        (DIFFICULTY | {"/advocate_status": "declined"}, ["advocacy-open"]),
        (DIFFICULTY | {"/advocate_status": "instructed", "/satisfied_with_plan/advocate": "yes"}, []),
        ({"/next_review_due": "2027-07-01"}, ["finding-to-read"]),
        ({"/carer_strain": LEFT_OUT}, []),
    ],
)
def test_a_reviews_own_words_count(changes: Changes, told: list[str]) -> None:
    assert codes(facts_about(changes)) == told


LACKING = DOUBTED | {"/assessment_result": "lacks_capacity"}


def test_a_lack_of_capacity_is_settled_by_a_decision_in_the_persons_best_interests() -> None:
    assert "capacity-open" in codes(facts_about(LACKING))
    assert codes(facts_about(LACKING | {"/best_interests_ref": "TEST-BI-0001"})) == []


def test_a_doubt_that_nobody_assessed_stays_open() -> None:
    assert "capacity-open" in codes(facts_about({"/capacity_doubted": True}))


def test_who_lacks_capacity_agrees_to_no_change() -> None:
    facts = facts_about(LACKING | MORE_CARE | {"/best_interests_ref": "TEST-BI-0001"})

    assert "change-not-agreed" in codes(facts)


RISK = {"risk": "A fall on the stairs", "level": "low", "management": "Two rails."}


def test_a_concern_that_is_only_rated_is_open_as_well() -> None:
    rated: Changes = {"/safe_care_rag/factors/safeguarding": 2, "/safe_care_rag/provider_rating": "red"}

    assert facts_about(rated).safeguarding_open


def test_an_appropriate_person_who_is_paid_settles_nothing() -> None:
    paid = SUPPORTED_BY | {"/appropriate_person/paid_or_professional": True}

    assert not facts_about(paid).advocacy_settled


@pytest.mark.parametrize(
    ("changes", "risk"),
    [
        ({"/abuse_neglect_risk_changed": True}, "abuse-or-neglect-risk-changed"),
        ({"/risks": [RISK, RISK | {"level": "high"}]}, "high-risk"),
        ({"/circumstances_changed": ["finances", "fall"]}, "fall"),
        ({"/circumstances_changed": ["hospital_stay"]}, "hospital-stay"),
        ({"/carer_strain": "high"}, "carer-under-strain"),
        ({"/informal_support_change": "worse"}, "informal-support-worse"),
        ({"/review_reason": "Unplanned - Safeguarding concern"}, "prompted-by-safeguarding"),
        ({"/review_reason": "Unplanned - Provider Failure"}, "prompted-by-provider-failure"),
    ],
)
def test_a_risk_that_is_new_or_high_is_told(changes: Changes, risk: str) -> None:
    assert facts_about(changes).risks == {risk}


def test_no_risk_is_told_of_a_review_without_one() -> None:
    assert (
        facts_about({"/circumstances_changed": ["finances"], "/risks/0/level": "medium"}).risks == frozenset()
    )


def test_an_override_is_kept_apart_from_both_ratings() -> None:
    up = {"direction": "up", "code": "other", "text": "She has been unsteady all week."}

    facts = facts_about({"/safe_care_rag/override": up, "/safe_care_rag/provider_rating": "amber"})

    assert facts.rated.override == "up"
    assert (facts.rated.computed, facts.rated.provider) == (Colour.GREEN, Colour.AMBER)
    assert facts.rated.effective is Colour.AMBER


def stood(on: date, policy: RoutingPolicy = POLICY, **less: Any) -> tuple[bool | None, bool | None]:
    """Whether reviewer and location are in good standing, of a review that came on its own day."""
    both = standings(on, on, but(**less), policy.eligibility)
    return good_standing(both.reviewer).at_receipt, good_standing(both.location).at_receipt


@pytest.mark.parametrize(
    ("reviewer", "on", "good"),
    [
        (TRAINED, date(2026, 6, 3), True),
        (TRAINED, date(2027, 1, 12), True),
        (TRAINED, date(2027, 1, 13), False),
        (TRAINED, date(2025, 1, 14), True),
        (TRAINED, date(2025, 1, 13), False),
        (a_reviewer(CARE_ACT, CAPACITY_ACT, role="home_manager"), date(2026, 6, 3), False),
        (None, date(2026, 6, 3), None),
    ],
)
def test_a_reviewer_is_in_good_standing_by_role_and_by_training(
    reviewer: ReviewerFacts | None, on: date, good: bool | None
) -> None:
    assert stood(on, reviewer=reviewer) == (good, True)


def test_a_council_may_ask_for_other_courses() -> None:
    asked = EligibilityPolicy(reviewer_courses=(CourseAsked(course="Autism, specialist"),))

    assert stood(date(2026, 6, 3), RoutingPolicy(eligibility=asked)) == (False, True)


def test_whose_care_it_is_may_ask_for_training_of_its_own() -> None:
    autistic = msgspec.structs.replace(PERSON, flags=("Autistic",))
    facts = facts_about({}, but(person=autistic))

    assert (facts.reviewer.at_receipt, facts.reviewer.lacking) == (False, ("course-missing",))
    assert codes(facts) == ["reviewer-standing"]


@pytest.mark.parametrize(
    ("rating", "status", "good"),
    [
        ("Good", "Active", True),
        ("OUTSTANDING", "active", True),
        ("Requires improvement", "Active", False),
        ("", "Active", False),
        ("Goodish", "Active", False),
        ("Good", "Inactive-Dereg", False),
    ],
)
def test_a_location_is_in_good_standing_by_a_rating_that_the_council_accepts(
    rating: str, status: str, good: bool
) -> None:
    location = LocationStanding(rating=rating, status=status)

    assert stood(AT.date(), location_standings=(location,)) == (True, good)


def test_a_location_of_which_nothing_is_known_is_neither_good_nor_bad() -> None:
    later = msgspec.structs.replace(RATED_GOOD, valid_from=date(2099, 1, 1))

    assert stood(AT.date(), location_standings=()) == (True, None)
    assert stood(AT.date(), location_standings=(later,)) == (True, None)


def test_a_location_has_on_each_day_the_rating_of_that_day() -> None:
    before = LocationStanding(
        rating="Good", status="Active", valid_from=date(2025, 1, 1), valid_until=date(2026, 6, 3)
    )
    after = LocationStanding(rating="Requires improvement", status="Active", valid_from=date(2026, 6, 3))

    def good(on: str) -> bool | None:
        return stood(date.fromisoformat(on), location_standings=(before, after))[1]

    assert [good("2024-12-31"), good("2026-06-02"), good("2026-06-03")] == [None, True, False]


def test_what_a_location_in_grace_sends_is_opened_for_that_reason() -> None:
    before = msgspec.structs.replace(RATED_GOOD, valid_until=date(2026, 6, 1))
    after = LocationStanding(rating="Inadequate", status="Active", valid_from=date(2026, 6, 1))

    facts = facts_about({}, but(location_standings=(before, after)))

    assert codes(facts) == ["location-standing"]
    assert facts.location.lacking == ("downgraded-lately",)


def test_a_location_that_the_council_lets_take_part_is_in_good_standing() -> None:
    bad = LocationStanding(rating="Inadequate", status="Active")
    override = LocationOverride(valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))

    assert codes(facts_about({}, but(location_standings=(bad,), location_overrides=(override,)))) == []


def test_standing_is_judged_on_the_day_of_receipt_in_london() -> None:
    last_day = a_reviewer(CARE_ACT | {"expires_on": "2026-06-03"}, CAPACITY_ACT)
    past_midnight_in_london = datetime(2026, 6, 3, 23, 30, tzinfo=UTC)
    ground = but(reviewer=last_day)

    assert facts_about({}, ground).reviewer.at_receipt is True
    assert facts_about({}, ground, at=past_midnight_in_london).reviewer.at_receipt is False


def test_standing_on_the_day_of_the_review_is_the_one_on_that_day() -> None:
    facts = facts_about({}, but(reviewer_at_review=a_reviewer(CARE_ACT)))

    assert (facts.reviewer.at_review, facts.reviewer.at_receipt) == (False, True)


@settings(deadline=None, max_examples=60)
@given(st.one_of(bodies_near_the_example(), any_body))
def test_any_well_formed_review_can_be_routed(body: Json) -> None:
    review = decode(encode(body), Review)
    judgement = ratings.judge(review.safe_care_rag, review.review_date)
    findings = compliance.findings(review, REVIEW_DAY)

    stood = standings(review.review_date, REVIEW_DAY, ALL_KNOWN, POLICY.eligibility)

    routing = decide(facts_of(review, judgement, findings, ALL_KNOWN, stood, POLICY), AT, POLICY)

    assert routing.bulk_approvable is (routing.reasons == [])
    assert decode(encode(routing), Routing) == routing
