"""What a verifier is told when work can't have been made when the tablet says so."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from msgspec import Raw

from schemas.sync import Op
from tests.support.world import NOON
from workflows.tablet_clocks import findings

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


def made(made_at: datetime) -> Op:
    return Op(
        op_id=uuid4(),
        authority_id=uuid4(),
        device_seq=1,
        kind="submit",
        entity_id=uuid4(),
        base_rev=0,
        made_at=made_at,
        body_sha256="0" * 64,
        body=Raw(b"{}"),
    )


@pytest.mark.parametrize(
    ("made_at", "not_before", "skew", "codes"),
    [
        (NOON - HOUR, NOON - 2 * HOUR, timedelta(), []),
        (NOON - HOUR, None, None, []),
        (NOON - HOUR, NOON - HOUR + MINUTE, timedelta(), []),
        (NOON - HOUR, NOON - HOUR + 2 * MINUTE, timedelta(), ["made-before-its-base"]),
        (NOON + MINUTE, None, timedelta(), []),
        (NOON + 2 * MINUTE, None, timedelta(), ["made-after-receipt"]),
        (NOON + 2 * MINUTE, None, -2 * MINUTE, []),
        (NOON + HOUR, None, -HOUR, ["clock-skew"]),
        (NOON, None, 5 * MINUTE, []),
        (NOON, None, 5 * MINUTE + SECOND, ["clock-skew"]),
        (NOON + 2 * HOUR, None, -HOUR, ["clock-skew", "made-after-receipt"]),
        (NOON - 2 * HOUR, NOON - HOUR, HOUR, ["clock-skew"]),
    ],
)
def test_only_what_the_skew_does_not_explain_can_not_be_true(
    made_at: datetime, not_before: datetime | None, skew: timedelta | None, codes: list[str]
) -> None:
    assert [one.code for one in findings(made(made_at), not_before, skew, NOON)] == codes


def test_a_finding_about_a_clock_rests_on_no_law() -> None:
    (finding,) = findings(made(NOON), None, HOUR, NOON)

    assert (finding.kind, finding.pointer, finding.params) == ("other", "", {"seconds": 3600})
