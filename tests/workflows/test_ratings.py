"""What must be true of every safe-care rating, whatever the answers."""

import json
from datetime import date, timedelta
from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schemas.base import decode, encode
from schemas.ratings import FACTORS, Colour, CompleteFactors, Evaluate, Evaluation, SafeCareRating
from schemas.rulesets import Ruleset
from tests.workflows import plain_safe_care, tablet_safe_care
from workflows.ratings import RULESETS, evaluate, judge, months_before, ruleset
from workflows.safe_care import SAFE_CARE_1

CRITICAL = ("missed_visit", "medication", "cognition", "safeguarding", "package_fit")
VALUES = (0, 1, 2, "unknown")
BETTER_TO_WORSE = [Colour.GREEN, Colour.AMBER, Colour.RED]
ON = date(2024, 2, 29)
unhurried = settings(deadline=None)  # a busy machine is no failure

NOTHING: dict[str, Any] = dict.fromkeys(FACTORS, 0)
# Most mixtures of fourteen answers are red; a few concerns beside none are where the thresholds lie.
answers = st.fixed_dictionaries({name: st.sampled_from(VALUES) for name in FACTORS}) | st.dictionaries(
    st.sampled_from(FACTORS), st.sampled_from(VALUES), max_size=6
).map(lambda concerns: NOTHING | concerns)
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)
rated_on = st.sampled_from([ON, date(2025, 2, 28), date(2025, 3, 1), date(2024, 3, 31)])
# Mostly around the two days on which a mitigation begins and ceases to apply.
days = (
    st.builds(
        lambda on, days: on + timedelta(days), rated_on, st.sampled_from([-367, -366, -365, -364, 0, 1])
    )
    | st.builds(lambda on, days: on + timedelta(days), rated_on, st.integers(-500, 100))
    | st.dates()
)
mitigations = st.fixed_dictionaries(
    {
        "factor": st.sampled_from(FACTORS),
        "kind": st.sampled_from(["telecare_with_responder", "family_rota", "other"]),
        "responder": st.none() | words,
        "description": st.none() | words,
        "dated_on": days.map(date.isoformat),
    }
)
requests = st.fixed_dictionaries(
    {
        "factors": answers,
        "mitigations": st.lists(mitigations, max_size=6),
        "on": rated_on.map(date.isoformat),
    }
)


def rate(request: dict[str, Any], rules: Ruleset = SAFE_CARE_1) -> Evaluation:
    asked = decode(encode(request), Evaluate)
    assert asked.on is not None
    return evaluate(rules, asked.factors, asked.mitigations, asked.on)


def severity(evaluation: Evaluation) -> int:
    return BETTER_TO_WORSE.index(evaluation.computed)


def in_short(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "computed": evaluation.computed,
        "reasons": [(reason.code, reason.factors) for reason in evaluation.reasons],
        "ignored": [(each.index, each.code) for each in evaluation.ignored_mitigations],
        "inputs_hash": evaluation.inputs_hash,
    }


@unhurried
@given(requests)
def test_the_rating_is_what_the_prose_says(request: dict[str, Any]) -> None:
    expected = plain_safe_care.rate(
        request["factors"], request["mitigations"], date.fromisoformat(request["on"])
    )

    assert in_short(rate(request)) == expected


def test_the_red_flags_and_unknowns_are_what_the_prose_says_in_every_combination() -> None:
    deciding = (*CRITICAL, "informal_support", "living_situation")
    others = [name for name in FACTORS if name not in deciding]
    backgrounds: list[list[Any]] = [
        [0] * 7,
        [1] * 3 + [0] * 4,
        [2] * 3 + [0] * 4,
        [1, 2, "unknown", 0, 1, 0, 0],
        ["unknown"] * 7,
    ]

    for index, combination in enumerate(product(VALUES, repeat=len(deciding))):
        background = backgrounds[index % len(backgrounds)]
        factors: dict[str, Any] = dict(zip(deciding, combination, strict=True))
        factors |= dict(zip(others, background, strict=True))
        factors = {name: factors[name] for name in FACTORS}

        evaluation = evaluate(SAFE_CARE_1, CompleteFactors(**factors), [], ON)

        assert in_short(evaluation) == plain_safe_care.rate(factors, [], ON)


def test_the_counts_are_what_the_prose_says_for_every_number_of_each_answer() -> None:
    shares = [
        (twos, ones, unknown)
        for twos, ones, unknown in product(range(15), repeat=3)
        if twos + ones + unknown <= len(FACTORS)
    ]

    for index, (twos, ones, unknown) in enumerate(shares):
        rest = len(FACTORS) - twos - ones - unknown
        row: list[Any] = [2] * twos + [1] * ones + ["unknown"] * unknown + [0] * rest
        start = index % len(row)
        factors = dict(zip(FACTORS, row[start:] + row[:start], strict=True))

        evaluation = evaluate(SAFE_CARE_1, CompleteFactors(**factors), [], ON)

        assert in_short(evaluation) == plain_safe_care.rate(factors, [], ON)


@unhurried
@given(requests)
def test_a_tablet_that_has_only_the_data_gives_the_services_answer(request: dict[str, Any]) -> None:
    published = json.loads(encode(SAFE_CARE_1))

    assert json.loads(encode(rate(request))) == tablet_safe_care.rate(published, request)


@unhurried
@given(requests)
def test_a_ruleset_that_went_over_the_wire_rates_as_before(request: dict[str, Any]) -> None:
    received = decode(encode(SAFE_CARE_1), Ruleset)

    assert rate(request, received) == rate(request)


@unhurried
@given(requests)
def test_the_same_inputs_always_give_the_same_answer(request: dict[str, Any]) -> None:
    assert encode(rate(request)) == encode(rate(request))


@unhurried
@given(requests, st.sampled_from(FACTORS))
def test_a_worse_answer_never_improves_the_rating(request: dict[str, Any], factor: str) -> None:
    value = request["factors"][factor]
    assume(value in (0, 1))
    worse = request | {"factors": request["factors"] | {factor: value + 1}}

    assert severity(rate(worse)) >= severity(rate(request))


@unhurried
@given(requests, st.sampled_from(CRITICAL))
def test_an_unknown_critical_factor_is_never_green(request: dict[str, Any], factor: str) -> None:
    unknown = request | {"factors": request["factors"] | {factor: "unknown"}}

    assert rate(unknown).computed is not Colour.GREEN


@unhurried
@given(requests)
def test_amber_and_red_always_come_with_reasons_and_green_with_none(request: dict[str, Any]) -> None:
    evaluation = rate(request)

    assert bool(evaluation.reasons) == (evaluation.computed is not Colour.GREEN)


@unhurried
@given(requests, mitigations)
def test_a_mitigation_never_worsens_the_rating(request: dict[str, Any], more: dict[str, Any]) -> None:
    mitigated = request | {"mitigations": [*request["mitigations"], more]}

    assert severity(rate(mitigated)) <= severity(rate(request))


@unhurried
@given(requests)
def test_every_mitigation_is_applied_or_listed_as_ignored(request: dict[str, Any]) -> None:
    ignored = {each.index for each in rate(request).ignored_mitigations}
    kept = [each for index, each in enumerate(request["mitigations"]) if index not in ignored]

    again = rate(request | {"mitigations": kept})

    assert again.ignored_mitigations == []
    assert again.inputs_hash == rate(request).inputs_hash


@unhurried
@given(requests)
def test_the_order_of_mitigations_for_different_factors_makes_no_difference(request: dict[str, Any]) -> None:
    one_each = list({each["factor"]: each for each in request["mitigations"]}.values())
    forwards, backwards = (
        rate(request | {"mitigations": one_each}),
        rate(request | {"mitigations": one_each[::-1]}),
    )

    assert forwards.inputs_hash == backwards.inputs_hash
    assert forwards.reasons == backwards.reasons


@unhurried
@given(answers, days)
def test_any_day_of_the_calendar_can_be_rated(factors: dict[str, Any], on: date) -> None:
    evaluation = evaluate(SAFE_CARE_1, CompleteFactors(**factors), [], on)

    assert evaluation == evaluate(SAFE_CARE_1, CompleteFactors(**factors), [], ON)


@pytest.mark.parametrize(
    ("day", "twelve_months_before"),
    [
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2025, 2, 28), date(2024, 2, 28)),
        (date(2025, 3, 31), date(2024, 3, 31)),
        (date(2025, 1, 1), date(2024, 1, 1)),
        (date(2024, 12, 31), date(2023, 12, 31)),
        (date(1, 6, 1), date.min),
    ],
)
def test_twelve_months_earlier_is_the_same_day_or_the_last_of_the_month(
    day: date, twelve_months_before: date
) -> None:
    assert months_before(day, 12) == twelve_months_before


def rating(provider_rating: str, override: dict[str, str] | None = None, **factors: Any) -> SafeCareRating:
    sent = {
        "ruleset": "safe-care/1",
        "factors": factors,
        "mitigations": [],
        "provider_rating": provider_rating,
    }
    return decode(encode(sent | {"override": override}), SafeCareRating)


def test_an_answer_left_out_of_a_review_counts_as_unknown() -> None:
    left_out = {name: value for name, value in NOTHING.items() if name != "medication"}

    judgement = judge(rating("green", **left_out), ON)

    assert judgement.evaluation == evaluate(
        SAFE_CARE_1, CompleteFactors(**NOTHING | {"medication": "unknown"}), [], ON
    )
    assert [reason.code for reason in judgement.evaluation.reasons] == ["unknown.medication"]
    assert judgement.effective is Colour.AMBER


def test_an_answer_of_null_is_one_left_out() -> None:
    left_out = {name: value for name, value in NOTHING.items() if name != "medication"}

    assert judge(rating("green", **left_out, medication=None), ON) == judge(rating("green", **left_out), ON)


def test_a_reviewer_can_raise_the_rating() -> None:
    override = {"direction": "up", "code": "carer-leaving", "text": "Her daughter moves away on Friday."}

    judgement = judge(rating("red", override, **NOTHING), ON)

    assert judgement.evaluation.computed is Colour.GREEN
    assert judgement.provider_rating is Colour.RED
    assert judgement.effective is Colour.RED


def test_a_worse_rating_by_the_provider_is_believed_without_an_override() -> None:
    assert judge(rating("amber", **NOTHING), ON).effective is Colour.AMBER


def test_a_reviewer_can_never_lower_the_rating() -> None:
    override = {"direction": "down", "code": "known-well", "text": "We have known her for twenty years."}

    judgement = judge(rating("green", override, **NOTHING | {"package_fit": 2}), ON)

    assert judgement.evaluation.computed is Colour.RED
    assert judgement.provider_rating is Colour.GREEN
    assert judgement.effective is Colour.RED


def test_a_mitigation_in_a_review_is_as_old_as_on_the_day_of_the_review() -> None:
    sent = msgspec.to_builtins(rating("green", **NOTHING | {"falls": 2}))
    sent["mitigations"] = [{"factor": "falls", "kind": "other", "dated_on": "2023-02-28"}]
    reviewed = decode(encode(sent), SafeCareRating)

    assert judge(reviewed, ON).evaluation.computed is Colour.GREEN
    assert judge(reviewed, ON + timedelta(days=1)).evaluation.computed is Colour.AMBER


def test_every_ruleset_that_a_council_may_begin_with_is_there_under_its_name_and_version() -> None:
    assert {rules.id for rules in RULESETS.values()} == {"safe-care/1"}
    assert all(f"{name}/{version}" == rules.id for (name, version), rules in RULESETS.items())
    assert ruleset("safe-care", 1) is SAFE_CARE_1
    assert ruleset("safe-care", 2) is None
