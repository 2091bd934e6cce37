"""What becomes of a session when a refresh token is presented."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from schemas.devices import DeviceState
from workflows.sessions import REPEAT_GRACE, PresentedToken, Verdict, judge_refresh

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
A_MOMENT = timedelta(milliseconds=1)


def presented(**facts: Any) -> PresentedToken:
    """A token that was never used, on an active tablet."""
    usual: dict[str, Any] = {
        "token_id": uuid4(),
        "session_id": uuid4(),
        "account_id": uuid4(),
        "account_state": "active",
        "device_id": uuid4(),
        "device_state": DeviceState.ACTIVE,
        "device_version": 1,
        "session_over": False,
        "expires_at": NOON + timedelta(days=30),
        "replaced_at": None,
        "revoked": False,
        "successor_used": False,
    }
    return PresentedToken(**(usual | facts))


def test_a_token_that_was_never_used_is_renewed() -> None:
    assert judge_refresh(presented(), None, NOON) is Verdict.RENEW


def test_somebody_at_a_desk_is_renewed_without_a_tablet() -> None:
    at_a_desk = presented(device_id=None, device_state=None, device_version=None)

    assert judge_refresh(at_a_desk, None, NOON) is Verdict.RENEW


def test_a_refresh_whose_reply_was_lost_may_be_repeated_for_a_minute() -> None:
    assert judge_refresh(presented(replaced_at=NOON - REPEAT_GRACE), None, NOON) is Verdict.RENEW


def test_a_repeat_after_the_minute_is_reuse() -> None:
    assert judge_refresh(presented(replaced_at=NOON - REPEAT_GRACE - A_MOMENT), None, NOON) is Verdict.REUSED


def test_a_repeat_after_the_reply_was_used_is_reuse_even_within_the_minute() -> None:
    assert (
        judge_refresh(presented(replaced_at=NOON - A_MOMENT, successor_used=True), None, NOON)
        is Verdict.REUSED
    )


def test_a_pair_that_nobody_was_to_have_received_ends_the_session_when_used() -> None:
    assert judge_refresh(presented(revoked=True), None, NOON) is Verdict.UNRECEIVED_TOKEN_USED


@pytest.mark.parametrize("used", [{}, {"revoked": True}, {"replaced_at": NOON - timedelta(hours=1)}], ids=str)
def test_an_expired_token_raises_no_alarm(used: dict[str, Any]) -> None:
    assert judge_refresh(presented(expires_at=NOON, **used), None, NOON) is Verdict.OVER


@pytest.mark.parametrize("used", [{}, {"revoked": True}, {"replaced_at": NOON - timedelta(hours=1)}], ids=str)
def test_a_session_that_is_over_is_not_ended_again(used: dict[str, Any]) -> None:
    assert judge_refresh(presented(session_over=True, **used), None, NOON) is Verdict.OVER


def test_a_suspended_account_is_told_so() -> None:
    assert judge_refresh(presented(account_state="suspended"), None, NOON) is Verdict.ACCOUNT_SUSPENDED


@pytest.mark.parametrize("state", sorted(set(DeviceState) - {DeviceState.ACTIVE}))
@pytest.mark.parametrize("session_over", [False, True])
def test_a_tablet_that_may_not_be_used_is_told_so_though_its_session_be_over(
    state: DeviceState, session_over: bool
) -> None:
    told = judge_refresh(presented(device_state=state, session_over=session_over), None, NOON)

    assert told is Verdict.DEVICE_SUSPENDED


def test_a_copied_token_is_noticed_also_on_a_suspended_tablet() -> None:
    copied = presented(replaced_at=NOON - timedelta(hours=1), device_state=DeviceState.SUSPENDED)

    assert judge_refresh(copied, None, NOON) is Verdict.REUSED


@pytest.mark.parametrize("shown", [None, "another key"])
@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"revoked": True},
        {"replaced_at": NOON - timedelta(hours=1)},
        {"device_state": DeviceState.SUSPENDED},
    ],
    ids=lambda facts: next(iter(facts), "unused"),
)
def test_without_the_key_a_token_tells_nothing_and_does_nothing(
    facts: dict[str, Any], shown: str | None
) -> None:
    assert judge_refresh(presented(key="the tablet's", **facts), shown, NOON) is Verdict.OVER


def test_with_the_key_that_the_session_was_opened_with_it_is_renewed() -> None:
    assert judge_refresh(presented(key="the tablet's"), "the tablet's", NOON) is Verdict.RENEW


def test_a_session_without_a_key_asks_for_none() -> None:
    assert judge_refresh(presented(), "the tablet's", NOON) is Verdict.RENEW
