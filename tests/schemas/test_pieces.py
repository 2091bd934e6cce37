"""One faulty piece of a batch is told apart from the others, and every other fault is still a fault."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from schemas.base import Envelope, Malformed
from schemas.pieces import decode_around, decode_around_items


class Crate(Envelope, frozen=True, kw_only=True):
    label: str
    ops: list[Raw]


class Parcel(Envelope, frozen=True, kw_only=True):
    label: str
    body: Raw


NEARLY_JSON = '{"said": "],}\\ud83d", "count": NaN}'

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
).map(json.dumps)
spaces = st.sampled_from(["", " ", "\n\t"])


@given(before=st.lists(anything), after=st.lists(anything), space=spaces, more=anything)
def test_every_item_is_found_as_it_was_written(
    before: list[str], after: list[str], space: str, more: str
) -> None:
    items = [*before, NEARLY_JSON, *after]
    inside = f"{space},{space}".join(items)
    text = f'{space}{{"more":{more},"label"{space}:"é","ops":{space}[{space}{inside}{space}]{space}}}{space}'

    crate = decode_around_items(text.encode(), Crate, "ops")

    assert crate.label == "é"
    assert [bytes(one).decode() for one in crate.ops] == items


@given(space=spaces, more=anything)
def test_what_is_in_a_member_is_found_as_it_was_written(space: str, more: str) -> None:
    text = f'{{"body"{space}:{space}{NEARLY_JSON}{space},{space}"label":"a","more":{more}}}'

    parcel = decode_around(text.encode(), Parcel, "body")

    assert (parcel.label, bytes(parcel.body).decode()) == ("a", NEARLY_JSON)


def _faulty(**changes: Any) -> bytes:
    members = {"label": '"a"', "ops": f"[{NEARLY_JSON}]"} | changes
    return ("{" + ",".join(f'"{name}":{value}' for name, value in members.items() if value) + "}").encode()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[NaN]",
        b"{",
        _faulty()[:-1],
        _faulty()[:-2],
        _faulty() + b"}",
        _faulty(ops=""),
        _faulty(ops="NaN"),
        _faulty(ops='{"a": NaN}'),
        _faulty(label="7"),
        _faulty(label="NaN"),
        _faulty(ops="[1] [NaN]"),
        _faulty(ops="[" * 9_000 + "]" * 9_000),
        _faulty(more='"a", "ops": [NaN]'),
    ],
)
def test_a_batch_with_a_fault_around_its_items_is_malformed(text: bytes) -> None:
    with pytest.raises(Malformed):
        decode_around_items(text, Crate, "ops")
