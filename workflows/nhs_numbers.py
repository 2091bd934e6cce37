"""Whether ten digits can be somebody's NHS number."""

WEIGHTS = range(10, 1, -1)


def can_be_an_nhs_number(digits: str) -> bool:
    """True when the tenth of the ten digits is the check digit of the nine before it (modulus 11).

    Ten equal digits pass the arithmetic and are nobody's number.
    """
    return len(set(digits)) > 1 and _check_digit(digits[:9]) == int(digits[9])


def _check_digit(nine: str) -> int:
    """0 to 9, or 10 where no digit will do."""
    total = sum(int(digit) * weight for digit, weight in zip(nine, WEIGHTS, strict=True))
    return -total % 11
