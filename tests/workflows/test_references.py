"""A reference can be read over a telephone: whoever mishears it is told, and nobody else's comes back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.references import ALPHABET, normal, reference

NUMBERS = st.integers(0, 2**30 - 1)


@given(NUMBERS)
def test_a_reference_has_eight_characters_that_sound_like_no_other(number: int) -> None:
    assert re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", reference(number))
    assert not set("ILOU") & set(reference(number))


def test_the_first_references_do_not_look_alike() -> None:
    assert [reference(number) for number in range(3)] == ["0000-0000", "0NHH-RP5H", "0633-HCF2"]


@given(NUMBERS, NUMBERS)
def test_no_reference_comes_twice(one: int, other: int) -> None:
    assert (reference(one) == reference(other)) == (one == other)


def test_no_reference_of_the_first_fifty_thousand_comes_twice() -> None:
    assert len({reference(number) for number in range(50_000)}) == 50_000


@given(NUMBERS)
def test_a_reference_is_understood_as_people_type_it(number: int) -> None:
    written = reference(number)

    for typed in (written, written.lower(), written.replace("-", ""), f" {written[:4]} {written[5:]} "):
        assert normal(typed) == written
    for heard, meant in (("O", "0"), ("I", "1"), ("l", "1")):
        assert normal(written.replace(meant, heard)) == written


@given(NUMBERS, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(number: int, place: int, heard: str) -> None:
    said = reference(number).replace("-", "")
    wrong = said[:place] + heard + said[place + 1 :]

    assert (normal(wrong) is None) == (wrong != said)


@given(NUMBERS, st.integers(0, 6))
def test_two_neighbours_that_change_places_are_noticed(number: int, place: int) -> None:
    said = reference(number).replace("-", "")
    wrong = said[:place] + said[place + 1] + said[place] + said[place + 2 :]

    assert (normal(wrong) is None) == (wrong != said)


@pytest.mark.parametrize("said", ["", "0000-000", "0000-00000", "UUUU-UUUU", "0000-0001", "réf", "0000_0000"])
def test_what_is_no_reference_is_none(said: str) -> None:
    assert normal(said) is None
