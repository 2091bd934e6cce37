"""Whoever sent something malformed is told every member that is wrong, and none that isn't."""

import pytest
from msgspec import Raw

from schemas.base import Line, Malformed, Payload, decode


class Letter(Payload, frozen=True, kw_only=True):
    to: Line
    enclosed: Raw
    copies: list[Raw] = []


def test_what_is_kept_for_later_is_not_judged_when_another_member_is_wrong() -> None:
    with pytest.raises(Malformed) as refused:
        decode(b'{"to": "", "enclosed": {"anything": [1]}, "copies": [{}, 2]}', Letter)

    assert [(issue.pointer, issue.code) for issue in refused.value.issues] == [("/to", "length")]


def test_every_member_that_is_wrong_is_told() -> None:
    with pytest.raises(Malformed) as refused:
        decode(b'{"to": 5, "copies": {}, "more": 1}', Letter)

    assert [(issue.pointer, issue.code) for issue in refused.value.issues] == [
        ("/to", "type"),
        ("/enclosed", "missing"),
        ("/copies", "type"),
        ("/more", "unknown-member"),
    ]
