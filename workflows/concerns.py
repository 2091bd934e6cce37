"""Which work raises a safeguarding concern, whether or not it can be filed."""

from typing import Any, NamedTuple

import msgspec

from schemas.code_lists import SafeguardingConcern


class Alarm(NamedTuple):
    """A new concern, as far as it can be read: None is not said, or not in a way that can be read."""

    alleged_party_is_provider: bool | None
    immediate_danger: bool | None


def raised_in(body: bytes) -> Alarm | None:
    """The new concern in these answers, be they otherwise as broken as they may; None where they raise none."""
    answers = _members(body)
    if answers.get("safeguarding_concern") != SafeguardingConcern.NEW.value:
        return None
    detail = answers.get("safeguarding_detail")
    said = detail if isinstance(detail, dict) else {}
    return Alarm(_yes_or_no(said.get("alleged_party_is_provider")), _yes_or_no(said.get("immediate_danger")))


def _members(body: bytes) -> dict[str, Any]:
    try:
        read = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _yes_or_no(said: Any) -> bool | None:
    return said if isinstance(said, bool) else None
