"""Identifiers are exactly what they look like."""

from typing import Any

import pytest

from schemas.base import CqcLocationId, Malformed, NhsNumber, Postcode, Sha256, decode, encode


@pytest.mark.parametrize(
    ("kind", "good"),
    [
        (NhsNumber, "9990000018"),
        (Postcode, "TR1 1AA"),
        (CqcLocationId, "1-123456789"),
        (Sha256, "0" * 64),
    ],
)
def test_nothing_may_follow_an_identifier_not_even_a_line_break(kind: Any, good: str) -> None:
    assert decode(encode(good), kind) == good

    for trailing in ("\n", " ", "0" * 65, "\r\n", "\u2028"):
        with pytest.raises(Malformed):
            decode(encode(good + trailing), kind)


def test_somebody_without_an_address_has_the_postcode_that_the_nhs_keeps_for_it() -> None:
    assert decode(b'"ZZ99 3VZ"', Postcode) == "ZZ99 3VZ"
