"""What may be written down as a rating, and what is refused with a pointer."""

from typing import Any

import pytest

from schemas.base import Malformed, decode, encode
from schemas.ratings import FACTORS, CompleteFactors, Evaluate, Factors, Override, SafeCareRating

FINE: dict[str, Any] = dict.fromkeys(FACTORS, 0)
RATING: dict[str, Any] = {
    "ruleset": "safe-care/1",
    "factors": {"falls": 1},
    "mitigations": [],
    "provider_rating": "green",
    "override": None,
}
MITIGATION = {"factor": "falls", "kind": "other", "dated_on": "2025-01-01"}


def found(value: dict[str, Any], shape: type) -> list[tuple[str, str]]:
    with pytest.raises(Malformed) as refused:
        decode(encode(value), shape)
    return [(issue.pointer, issue.code) for issue in refused.value.issues]


def test_there_are_fourteen_factors_and_both_shapes_have_them_in_order() -> None:
    assert len(FACTORS) == 14
    assert Factors.__struct_fields__ == CompleteFactors.__struct_fields__ == FACTORS


def test_a_review_may_leave_factors_out() -> None:
    assert decode(encode(RATING), SafeCareRating).factors == Factors(falls=1)


def test_evaluate_names_every_factor_that_is_missing() -> None:
    question = {"factors": {"falls": 0, "medication": 2}, "mitigations": []}

    missing = found(question, Evaluate)

    assert missing == [
        (f"/factors/{name}", "missing") for name in FACTORS if name not in ("falls", "medication")
    ]


@pytest.mark.parametrize("value", [3, -1, 1.5, "1", "Unknown", True, [1]])
def test_an_answer_is_0_1_2_or_unknown(value: object) -> None:
    pointers = [
        pointer for pointer, _ in found({"factors": FINE | {"falls": value}, "mitigations": []}, Evaluate)
    ]

    assert pointers == ["/factors/falls"]


def test_evaluate_wants_an_answer_where_a_review_may_have_null() -> None:
    assert found(FINE | {"falls": None}, CompleteFactors) == [("/falls", "type")]
    assert decode(encode({"falls": None}), Factors) == Factors()


def test_a_factor_that_nobody_knows_is_refused() -> None:
    assert found(RATING | {"factors": {"fall": 1}}, SafeCareRating) == [("/factors/fall", "unknown-member")]


@pytest.mark.parametrize(
    ("member", "value", "pointer"),
    [
        ("ruleset", "safe-care", "/ruleset"),
        ("provider_rating", "blue", "/provider_rating"),
        ("mitigations", [MITIGATION] * 51, "/mitigations"),
        ("mitigations", [MITIGATION | {"factor": "fall"}], "/mitigations/0/factor"),
        ("mitigations", [MITIGATION | {"kind": "luck"}], "/mitigations/0/kind"),
        ("mitigations", [MITIGATION | {"dated_on": "2025-02-30"}], "/mitigations/0/dated_on"),
        ("mitigations", [MITIGATION | {"responder": ""}], "/mitigations/0/responder"),
    ],
)
def test_what_is_not_in_the_lists_or_bounds_is_refused(member: str, value: object, pointer: str) -> None:
    pointers = [where for where, _ in found(RATING | {member: value}, SafeCareRating)]

    assert pointers == [pointer]


@pytest.mark.parametrize(("length", "accepted"), [(19, False), (20, True), (4_000, True), (4_001, False)])
def test_an_override_needs_a_sentence_and_not_a_book(length: int, accepted: bool) -> None:
    override = {"direction": "up", "code": "carer-leaving", "text": "x" * length}

    if accepted:
        assert decode(encode(override), Override).text == "x" * length
    else:
        assert found(override, Override) == [("/text", "length")]
