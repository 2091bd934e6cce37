"""Who may take part on which day, and what those lack who may not."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.agreements import AgreementFacts
from schemas.eligibility import Eligibility, LocationOverride, Standing
from schemas.routing import LocationStanding, TrainingHeld
from tests.support.discharges import AN_ASSESSOR, TAMSYN, an_agreement
from workflows.eligibility import assessor_on, location_on, reviewer_on, standing_on
from workflows.policies import CourseAsked, EligibilityPolicy

POLICY = EligibilityPolicy()
DAY = date(2026, 11, 16)
DOWN = date(2026, 11, 1)
GOOD = LocationStanding(rating="Good", status="Active", valid_from=date(2024, 3, 12))
BAD = LocationStanding(rating="Inadequate", status="Active", valid_from=DOWN)
BEFORE = msgspec.structs.replace(GOOD, valid_until=DOWN)


def location(
    *history: LocationStanding, on: date = DAY, override: LocationOverride | None = None
) -> Eligibility:
    return location_on(history, [override] if override else [], on, POLICY)


def codes(found: Eligibility) -> list[str]:
    return [reason.code for reason in found.reasons]


@pytest.mark.parametrize("rating", ["Good", "Outstanding", "good", "OUTSTANDING"])
def test_an_active_location_with_a_rating_that_the_council_accepts_may_take_part(rating: str) -> None:
    found = location(msgspec.structs.replace(GOOD, rating=rating))

    assert (found.standing, found.reasons, found.flags) == (Standing.ELIGIBLE, [], [])


@pytest.mark.parametrize(
    "rating",
    [
        "Requires improvement",
        "Inadequate",
        "Inspected but not rated",
        "No published rating",
        "Insufficient evidence to rate",
        "Not Yet Inspected",
        "Not applicable",
        "",
        "Good*",
        "Good (provisional)",
        "Very good",
        "good ",
    ],
)
def test_any_other_word_is_no_rating_that_is_accepted(rating: str) -> None:
    found = location(msgspec.structs.replace(GOOD, rating=rating))

    assert (found.standing, codes(found)) == (Standing.INELIGIBLE, ["rating-not-accepted"])


@given(st.text())
def test_nothing_but_the_words_of_the_policy_is_ever_accepted(rating: str) -> None:
    found = location(msgspec.structs.replace(GOOD, rating=rating))

    assert (found.standing is Standing.ELIGIBLE) == (rating.casefold() in {"good", "outstanding"})


@pytest.mark.parametrize("status", ["Dormant", "Deregistered", "Inactive-Dereg", "Unknown", ""])
def test_a_location_that_is_not_active_may_not_take_part_whatever_its_rating(status: str) -> None:
    found = location(msgspec.structs.replace(GOOD, status=status))

    assert (found.standing, codes(found)) == (Standing.INELIGIBLE, ["not-active"])
    assert found.reasons[0].params == {"status": status}


def test_a_location_of_which_nothing_is_known_on_that_day_may_not_take_part() -> None:
    assert codes(location()) == ["standing-unknown"]
    assert codes(location(GOOD, on=GOOD.valid_from - timedelta(days=1))) == ["standing-unknown"]
    assert codes(location(BEFORE, on=DOWN)) == ["standing-unknown"]


def test_what_counts_is_what_was_known_of_the_day_and_not_what_is_known_by_now() -> None:
    assert standing_on([BEFORE, BAD], DOWN - timedelta(days=1)) == BEFORE
    assert standing_on([BEFORE, BAD], DOWN) == BAD


@pytest.mark.parametrize(
    ("days", "standing", "code"),
    [
        (0, Standing.IN_GRACE, "downgraded-lately"),
        (27, Standing.IN_GRACE, "downgraded-lately"),
        (28, Standing.INELIGIBLE, "rating-not-accepted"),
    ],
)
def test_after_a_downgrade_a_location_goes_on_for_the_grace_and_not_a_day_longer(
    days: int, standing: Standing, code: str
) -> None:
    found = location(BEFORE, BAD, on=DOWN + timedelta(days=days))

    assert (found.standing, codes(found)) == (standing, [code])


def test_grace_runs_from_the_first_rating_that_was_not_accepted() -> None:
    worse = LocationStanding(rating="Requires improvement", status="Active", valid_from=DOWN, valid_until=DAY)
    worst = msgspec.structs.replace(BAD, valid_from=DAY)

    found = location(BEFORE, worse, worst, on=DOWN + timedelta(days=28))

    assert found.standing is Standing.INELIGIBLE


def test_a_location_that_was_never_accepted_has_no_grace() -> None:
    assert location(BAD, on=DOWN).standing is Standing.INELIGIBLE


def test_there_is_no_grace_for_a_location_that_is_not_active() -> None:
    found = location(BEFORE, msgspec.structs.replace(BAD, status="Dormant"), on=DOWN)

    assert (found.standing, codes(found)) == (Standing.INELIGIBLE, ["not-active", "downgraded-lately"])


def test_an_inherited_rating_counts_and_is_flagged() -> None:
    found = location(msgspec.structs.replace(GOOD, inherited=True))

    assert (found.standing, found.flags) == (Standing.ELIGIBLE, ["rating-inherited"])


def test_a_council_may_accept_no_inherited_rating() -> None:
    policy = msgspec.structs.replace(POLICY, accepts_inherited_ratings=False)
    inherited = msgspec.structs.replace(GOOD, inherited=True)

    assert codes(location_on([inherited], [], DAY, policy)) == ["rating-not-accepted"]


@pytest.mark.parametrize(
    ("since", "until", "standing"),
    [
        (0, 0, Standing.ELIGIBLE),
        (-5, 5, Standing.ELIGIBLE),
        (1, 5, Standing.INELIGIBLE),
        (-5, -1, Standing.INELIGIBLE),
    ],
)
def test_the_council_may_let_a_location_take_part_from_one_day_to_another(
    since: int, until: int, standing: Standing
) -> None:
    override = LocationOverride(
        valid_from=DAY + timedelta(days=since), valid_until=DAY + timedelta(days=until)
    )

    found = location(BAD, override=override)

    assert found.standing is standing
    assert ("overridden" in found.flags) is (standing is Standing.ELIGIBLE)


def test_no_override_makes_up_for_a_registration() -> None:
    found = location(
        msgspec.structs.replace(BAD, status="Deregistered"),
        override=LocationOverride(valid_from=DAY, valid_until=DAY),
    )

    assert codes(found) == ["not-active"]


def held(
    course: str,
    completed_on: date = date(2026, 1, 10),
    expires_on: date | None = None,
    level: int | None = None,
) -> TrainingHeld:
    return TrainingHeld(course=course, completed_on=completed_on, expires_on=expires_on, level=level)


USUAL = [held("Care Act"), held("mental capacity act")]


def reviewer(*training: TrainingHeld, flags: tuple[str, ...] = (), on: date = DAY) -> list[str]:
    return codes(reviewer_on({"reviewer"}, training, flags, on, POLICY))


def test_a_reviewer_of_the_location_with_every_course_asked_for_may_review() -> None:
    assert reviewer(*USUAL) == []


def test_somebody_who_is_no_reviewer_there_may_not() -> None:
    assert codes(reviewer_on({"home_manager"}, USUAL, (), DAY, POLICY)) == ["role-missing"]


def test_each_course_that_is_lacking_is_named() -> None:
    found = reviewer_on({"reviewer"}, [], (), DAY, POLICY)

    assert [reason.params["course"] for reason in found.reasons] == ["Care Act", "Mental Capacity Act"]


@pytest.mark.parametrize(
    ("completed_on", "expires_on", "lacking"),
    [
        (DAY, None, []),
        (DAY + timedelta(days=1), None, ["course-missing"]),
        (date(2025, 1, 1), DAY, []),
        (date(2025, 1, 1), DAY - timedelta(days=1), ["course-expired"]),
    ],
)
def test_a_course_counts_from_the_day_it_was_completed_to_the_day_it_runs_out(
    completed_on: date, expires_on: date | None, lacking: list[str]
) -> None:
    assert reviewer(held("Care Act", completed_on, expires_on), held("Mental Capacity Act")) == lacking


def test_a_course_that_was_taken_again_counts_as_taken_last() -> None:
    first, again = held("Care Act", date(2022, 1, 1), date(2024, 1, 1)), held("Care Act", date(2026, 5, 1))

    assert reviewer(first, again, held("Mental Capacity Act")) == []


@pytest.mark.parametrize("flag", ["autism", "Autistic", "AUTISM"])
def test_only_a_reviewer_with_autism_training_reviews_the_care_of_an_autistic_person(flag: str) -> None:
    autism = held("Autism, specialist")

    assert reviewer(*USUAL, flags=("hoist", flag)) == ["course-missing"]
    assert reviewer(*USUAL, autism, flags=(flag,)) == []
    assert reviewer(*USUAL, flags=("hoist",)) == []


@pytest.mark.parametrize(
    ("months", "on", "counts"),
    [
        (12, date(2027, 1, 9), True),
        (12, date(2027, 1, 10), False),
        (None, date(2099, 1, 1), True),
    ],
)
def test_a_council_may_limit_for_how_long_a_course_counts(months: int | None, on: date, counts: bool) -> None:
    asked = (CourseAsked(course="Care Act", counts_for_months=months),)
    policy = msgspec.structs.replace(POLICY, reviewer_courses=asked)

    assert (codes(reviewer_on({"reviewer"}, USUAL, (), on, policy)) == []) is counts


def test_the_last_day_of_a_month_that_has_no_such_day_ends_a_course() -> None:
    asked = (CourseAsked(course="Care Act", counts_for_months=1),)
    policy = msgspec.structs.replace(POLICY, reviewer_courses=asked)
    january, december = held("Care Act", date(2026, 1, 31)), held("Care Act", date(2026, 12, 15))

    assert codes(reviewer_on({"reviewer"}, [january], (), date(2026, 2, 27), policy)) == []
    assert codes(reviewer_on({"reviewer"}, [january], (), date(2026, 2, 28), policy)) == ["course-expired"]
    assert codes(reviewer_on({"reviewer"}, [december], (), date(2027, 1, 14), policy)) == []


@pytest.mark.parametrize(
    ("level", "lacking"), [(2, []), (3, []), (1, ["course-below-level"]), (None, ["course-below-level"])]
)
def test_a_course_may_have_to_be_taken_at_a_level(level: int | None, lacking: list[str]) -> None:
    asked = (CourseAsked(course="Care Act", at_least_level=2),)
    policy = msgspec.structs.replace(POLICY, reviewer_courses=asked)

    assert codes(reviewer_on({"reviewer"}, [held("Care Act", level=level)], (), DAY, policy)) == lacking


ANNA = TAMSYN.account_id
AGREEMENT = an_agreement()


def assessor(agreement: AgreementFacts | None, *training: TrainingHeld, on: date = DAY) -> list[str]:
    return codes(assessor_on(ANNA, agreement, training or USUAL, (), on, POLICY))


def test_an_assessor_whom_an_agreement_names_may_assess() -> None:
    assert assessor(AGREEMENT) == []


@pytest.mark.parametrize(
    ("agreement", "code"),
    [
        (an_agreement(ends_on=DAY - timedelta(days=1)), "agreement-not-in-force"),
        (an_agreement(starts_on=DAY + timedelta(days=1)), "agreement-not-in-force"),
        (an_agreement(review_on=DAY - timedelta(days=1)), "agreement-review-overdue"),
        (msgspec.structs.replace(AGREEMENT, assessors={}), "assessor-not-in-agreement"),
        (
            msgspec.structs.replace(
                AGREEMENT, assessors={ANNA: msgspec.structs.replace(AN_ASSESSOR, level=1)}
            ),
            "competence-too-low",
        ),
    ],
)
def test_whatever_the_agreement_lacks_is_told(agreement: AgreementFacts, code: str) -> None:
    assert assessor(agreement) == [code]


def test_competence_counts_until_its_day() -> None:
    assert assessor(AGREEMENT, on=DAY + timedelta(days=1)) == ["competence-expired"]


def test_without_an_agreement_nobody_assesses_for_a_home() -> None:
    assert assessor(None) == ["agreement-unknown"]


def test_an_assessor_needs_the_councils_courses_too() -> None:
    assert assessor(AGREEMENT, held("Care Act")) == ["course-missing"]


def test_every_reason_says_what_would_change_it() -> None:
    lacking = [
        *location(BAD).reasons,
        *reviewer_on(set(), [], ("autism",), DAY, POLICY).reasons,
        *assessor_on(ANNA, None, [], (), DAY, POLICY).reasons,
    ]

    assert len(lacking) == 7
    assert all(reason.what_would_change_it.endswith(".") for reason in lacking)
