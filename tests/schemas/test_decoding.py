"""Whoever sent something malformed is told every member that is wrong, and none that isn't."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from schemas.base import Issue, Line, Malformed, Payload, decode, encode


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


class Note(Payload, frozen=True, kw_only=True):
    text: str


@given(st.lists(st.sampled_from(["\0", "\\", "u0000", '"', "a"]), max_size=12).map("".join))
def test_a_nul_is_found_and_nothing_else_is_taken_for_one(text: str) -> None:
    """However many backslashes stand before it: an escaped one before `u0000` is text."""
    raw = encode({"text": text})

    if "\0" in text:
        with pytest.raises(Malformed) as refused:
            decode(raw, Note)
        assert refused.value.issues == [Issue(pointer="/text", code="nul-character")]
    else:
        assert decode(raw, Note).text == text
