"""An op is read as it was written, is known by what it says, and nothing else is read as one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.base import encode
from schemas.sync import Op
from tests.workflows.arriving_reviews import REVIEWS, Situation, situations
from workflows import arrivals
from workflows.arrivals import fingerprint


@settings(max_examples=50)
@given(situations(), situations())
def test_ops_have_one_fingerprint_only_if_they_say_the_same(one: Situation, other: Situation) -> None:
    def said(op: Op) -> tuple[object, ...]:
        return op.kind, op.entity_id, op.base_rev, op.form, op.body_sha256

    same = said(one.work.op) == said(other.work.op)
    assert (fingerprint(one.work.op) == fingerprint(other.work.op)) == same


@given(situations())
def test_an_op_is_read_back_as_it_was_written(situation: Situation) -> None:
    work = situation.work
    if work.payload is None:
        return
    read = arrivals.read(work.index, encode(work.op))

    assert read is not None
    assert (read.body, read.payload) == (work.body, work.payload)
    assert arrivals.arrived_whole(read)


@given(st.binary(max_size=60) | st.sampled_from(REVIEWS))
def test_what_is_no_op_is_not_read_as_one(raw: bytes) -> None:
    assert arrivals.read(0, raw) is None
