"""A council may add triggers and thresholds; what would rate somebody falsely safe is refused."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.base import Malformed, encode
from schemas.ratings import FACTORS, Colour, CompleteFactors, Mitigation
from schemas.rulesets import Ruleset
from tests.given_reviews import REVIEW_DAY, a_review
from workflows import ratings, rulesets
from workflows.rating_comparisons import Past, compare
from workflows.safe_care import SAFE_CARE_1

WORST_FIRST = [Colour.RED, Colour.AMBER, Colour.GREEN]
FALLS_ALONE = {
    "test": "all_at_least",
    "code": "council.falls_alone",
    "colour": "red",
    "text": "Falls often, and nobody is in touch every day.",
    "reads": "as_given",
    "factors": {"falls": 2, "living_situation": 2},
}
THREE_SERIOUS = {
    "test": "count_at",
    "code": "council.three_at_two",
    "colour": "red",
    "text": "Three factors are serious.",
    "reads": "after_mitigation",
    "value": 2,
    "at_least": 3,
}


def whole(**changes: Any) -> dict[str, Any]:
    """safe-care/1 as a file would hold it, as version 2 with these changes."""
    plain: dict[str, Any] = msgspec.json.decode(encode(SAFE_CARE_1))
    return plain | {"id": "safe-care/2", "version": 2} | changes


def additions(*rules: dict[str, Any]) -> dict[str, Any]:
    return {"base": "safe-care/1", "version": 2, "rules": list(rules)}


def without(*codes: str) -> list[Any]:
    return [rule for rule in whole()["rules"] if rule["code"] not in codes]


def changed(code: str, **to: Any) -> list[Any]:
    return [rule | (to if rule["code"] == code else {}) for rule in whole()["rules"]]


def test_the_ruleset_in_force_passes_its_own_checks() -> None:
    assert rulesets.faults(SAFE_CARE_1) == []


def test_additions_come_after_the_rules_that_they_add_to() -> None:
    rules = rulesets.read(encode(additions(FALLS_ALONE, THREE_SERIOUS)))

    assert rules.id == "safe-care/2"
    assert rules.rules[: len(SAFE_CARE_1.rules)] == SAFE_CARE_1.rules
    assert [rule.code for rule in rules.rules[-2:]] == ["council.falls_alone", "council.three_at_two"]


def test_a_whole_ruleset_may_have_other_thresholds() -> None:
    rules = rulesets.read(encode(whole(rules=changed("count.four_at_two", at_least=3))))

    assert rules.version == 2


REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "a green otherwise than without a rule": (whole(otherwise="amber"), "/otherwise", "without-a-reason"),
    "a rule that calls somebody green": (
        additions(FALLS_ALONE | {"colour": "green"}),
        "/rules/13/colour",
        "green-by-rule",
    ),
    "something critical that may be unknown and green": (
        whole(rules=without("unknown.cognition")),
        "/rules",
        "critical-unknown-green",
    ),
    "an unknown that counts for nothing": (
        whole(unknown_counts_as=0),
        "/unknown_counts_as",
        "unknown-taken-lightly",
    ),
    "many mild answers that are amber until one gets serious": (
        whole(rules=without("count.any_at_two")),
        "/rules/6",
        "not-monotone",
    ),
    "a red threshold that gives way to an amber one": (
        additions(THREE_SERIOUS | {"unless": "count.any_at_two"}),
        "/rules/13/unless",
        "not-monotone",
    ),
    "a rule that gives way to one that comes later": (
        additions(THREE_SERIOUS | {"unless": "council.falls_alone"}, FALLS_ALONE),
        "/rules/13/unless",
        "not-monotone",
    ),
    "mild answers that are red until one gets serious": (
        additions(THREE_SERIOUS | {"value": 1, "at_least": 8}),
        "/rules/13",
        "not-monotone",
    ),
    "a concern that something in place makes harmless": (
        whole(mitigation=whole()["mitigation"] | {"never": ["package_fit"]}),
        "/mitigation/never",
        "concern-mitigated",
    ),
    "something in place that takes away everything": (
        whole(mitigation=whole()["mitigation"] | {"lowers_by": 2}),
        "/mitigation/lowers_by",
        "lowers-too-much",
    ),
    "two rules of one name": (additions(FALLS_ALONE, FALLS_ALONE), "/rules/13/code", "repeated"),
    "a trigger without factors": (
        additions(FALLS_ALONE | {"factors": {}}),
        "/rules/13/factors",
        "never-or-always",
    ),
    "a threshold that nobody reaches": (
        additions(THREE_SERIOUS | {"at_least": 15}),
        "/rules/13/at_least",
        "never-or-always",
    ),
    "other questions than the form's": (whole(factors=whole()["factors"][1:]), "/factors", "factors-differ"),
    "another name than its version's": (whole(version=3), "/id", "id-differs-from-version"),
    "additions to what there isn't": (
        additions(FALLS_ALONE) | {"base": "safe-care/9"},
        "/base",
        "ruleset-unknown",
    ),
    "a colour that there isn't": (
        additions(FALLS_ALONE | {"colour": "blue"}),
        "/rules/0/colour",
        "not-in-list",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_would_rate_somebody_falsely_is_refused(what: str) -> None:
    file, pointer, code = REFUSED[what]

    with pytest.raises(Malformed) as refused:
        rulesets.read(encode(file))

    assert (pointer, code) in [(issue.pointer, issue.code) for issue in refused.value.issues]


values = st.sampled_from([0, 0, 1, 2])
RULES = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {
                "test": st.just("all_at_least"),
                "colour": st.sampled_from(["amber", "red"]),
                "text": st.just("Because."),
                "reads": st.sampled_from(["as_given", "after_mitigation"]),
                "factors": st.dictionaries(
                    st.sampled_from(FACTORS), st.sampled_from([1, 2]), min_size=1, max_size=3
                ),
            }
        ),
        st.fixed_dictionaries(
            {
                "test": st.just("count_at"),
                "colour": st.sampled_from(["amber", "red"]),
                "text": st.just("Because."),
                "reads": st.sampled_from(["as_given", "after_mitigation"]),
                "value": st.sampled_from([1, 2]),
                "at_least": st.integers(1, 5),
            },
            optional={"unless": st.sampled_from(["council.0", "count.four_at_two", "count.any_at_two"])},
        ),
    ),
    min_size=1,
    max_size=3,
)
IN_PLACE = [Mitigation(factor="falls", kind="family_rota", dated_on=REVIEW_DAY)]


def read_or_none(rules: list[dict[str, Any]]) -> Ruleset | None:
    named = [rule | {"code": f"council.{place}"} for place, rule in enumerate(rules)]
    try:
        return rulesets.read(encode(additions(*named)))
    except Malformed:
        return None


@settings(max_examples=300, deadline=None)
@given(RULES, st.fixed_dictionaries(dict.fromkeys(FACTORS, values)), st.sampled_from(FACTORS), st.booleans())
def test_whatever_is_let_through_a_worse_answer_never_makes_a_better_rating(
    drafted: list[dict[str, Any]], answers: dict[str, Any], factor: str, mitigated: bool
) -> None:
    rules = read_or_none(drafted)
    if rules is None or answers[factor] == 2:
        return
    worse = answers | {factor: answers[factor] + 1}
    in_place = IN_PLACE if mitigated else []

    before, after = (
        ratings.evaluate(rules, CompleteFactors(**each), in_place, REVIEW_DAY) for each in (answers, worse)
    )

    assert WORST_FIRST.index(after.computed) <= WORST_FIRST.index(before.computed)
    assert bool(after.reasons) == (after.computed is not Colour.GREEN)


def test_a_comparison_counts_what_changes_which_way_and_because_of_what() -> None:
    falls = {"falls": 2, "living_situation": 2}
    past = [rated({}), rated(falls), rated(falls)]

    told = compare(past, rulesets.read(encode(additions(FALLS_ALONE))))

    assert (told.ruleset, told.compared, told.unchanged, told.worse, told.milder) == (
        "safe-care/2",
        3,
        1,
        2,
        0,
    )
    assert [(move.was, move.becomes, move.submissions) for move in told.moves] == [("amber", "red", 2)]
    assert told.rules == {"council.falls_alone": 2}
    assert told.factors == {"falls": 2, "living_situation": 2}


def test_a_comparison_shows_what_gets_milder() -> None:
    rules = rulesets.read(encode(whole(rules=without("hard.medication_alone"))))

    told = compare([rated({"medication": 2, "living_situation": 2})], rules)

    assert (told.worse, told.milder, told.rules) == (0, 1, {"hard.medication_alone": 1})


def rated(answers: dict[str, Any]) -> Past:
    review = a_review({f"/safe_care_rag/factors/{name}": value for name, value in answers.items()})
    return Past(review, ratings.judge(review.safe_care_rag, review.review_date).evaluation)
