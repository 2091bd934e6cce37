"""An NHS number that was mistyped is noticed."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workflows.nhs_numbers import can_be_an_nhs_number

NINE_DIGITS = st.text("0123456789", min_size=9, max_size=9)
DIGIT = st.sampled_from("0123456789")
PLACE = st.integers(0, 9)


def completed(nine: str) -> str | None:
    """The number that begins with these nine digits, where there is one."""
    return next((nine + last for last in "0123456789" if can_be_an_nhs_number(nine + last)), None)


@pytest.mark.parametrize("number", ["9434765919", "9000000009", "4505577104", "9990000018"])
def test_published_and_test_numbers_are_good(number: str) -> None:
    assert can_be_an_nhs_number(number)


@pytest.mark.parametrize("number", ["9434765918", "1234567890", *(digit * 10 for digit in "0123456789")])
def test_a_wrong_check_digit_or_one_digit_ten_times_is_not(number: str) -> None:
    assert not can_be_an_nhs_number(number)


@given(NINE_DIGITS, PLACE, DIGIT)
def test_no_single_wrong_digit_goes_unnoticed(nine: str, place: int, digit: str) -> None:
    number = completed(nine)
    assume(number is not None and number[place] != digit)
    assert number is not None

    assert not can_be_an_nhs_number(number[:place] + digit + number[place + 1 :])


@given(NINE_DIGITS, st.integers(0, 8))
def test_no_two_neighbouring_digits_change_places_unnoticed(nine: str, place: int) -> None:
    number = completed(nine)
    assume(number is not None and number[place] != number[place + 1])
    assert number is not None

    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert not can_be_an_nhs_number(swapped)


@given(NINE_DIGITS)
def test_nine_digits_have_one_check_digit_or_none(nine: str) -> None:
    assert sum(can_be_an_nhs_number(nine + last) for last in "0123456789") <= 1
