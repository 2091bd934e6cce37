"""Cursors of lists: where the last page ended, opaque to the client and never an entitlement."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TypeVar

from msgspec import UNSET, Struct, UnsetType

from schemas.base import Issue, Malformed, decode, encode
from service.problems import MALFORMED

T = TypeVar("T", bound=Struct)


def cursor(place: Struct | None) -> str | UnsetType:
    """The cursor for what comes after `place`; absent when nothing does."""
    return UNSET if place is None else urlsafe_b64encode(encode(place)).decode().rstrip("=")


def place(text: str | None, shape: type[T], *, pointer: str = "/query/cursor") -> T | None:
    """The place that a cursor of ours stands for; anything else is 400 with a pointer to the parameter."""
    if text is None:
        return None
    try:
        return decode(urlsafe_b64decode(text + "=" * (-len(text) % 4)), shape)
    except (Malformed, ValueError):
        raise MALFORMED.problem(issues=[Issue(pointer=pointer, code="invalid")]) from None
