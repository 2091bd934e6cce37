"""Batches whose pieces are read one by one, also where one of them is only nearly JSON.

What reads JSON strictly stops at the first fault of the whole text. Common writers of JSON let some through: half of
an emoji that an app cut off, a number that is none. A batch carries the work of many hours, and such a piece of it
must not stop the others.
"""

import re
from json import JSONDecoder
from typing import TypeVar

from msgspec import Raw, Struct
from msgspec.structs import replace

from schemas.base import Malformed, decode

S = TypeVar("S", bound=Struct)

_lenient = JSONDecoder(strict=False, parse_int=str, parse_float=str, parse_constant=str)
"""Knows only where a value ends."""
_SPACE = re.compile(r"[ \t\r\n]*")


def decode_around(raw: bytes, shape: type[S], member: str) -> S:
    """As `decode`, but what is in `member`, which `shape` keeps as Raw, may be only nearly JSON."""
    try:
        return decode(raw, shape)
    except Malformed as error:
        rest, inside = _apart(raw, member, "null", error)
        return replace(decode(rest, shape), **{member: Raw(_bytes(inside))})


def decode_around_items(raw: bytes, shape: type[S], member: str) -> S:
    """As `decode`, but an item of `member`, which `shape` keeps as a list of Raw, may be only nearly JSON."""
    try:
        return decode(raw, shape)
    except Malformed as error:
        rest, inside = _apart(raw, member, "[]", error)
        if not inside.startswith("["):
            raise
        return replace(decode(rest, shape), **{member: [Raw(_bytes(one)) for one in _items(inside)]})


def _apart(raw: bytes, member: str, instead: str, error: Malformed) -> tuple[bytes, str]:
    """The object with `instead` in the place of `member`, and what was there; raises `error` where that is no help."""
    text = raw.decode("utf-8", "surrogateescape")
    if not any(issue.code == "not-json" for issue in error.issues):
        raise error
    try:
        start, end = _place(text, member)
    except (ValueError, RecursionError):
        raise error from None
    return _bytes(text[:start] + instead + text[end:]), text[start:end]


def _place(text: str, member: str) -> tuple[int, int]:
    """Where the value of a member of this object begins and ends. Raises ValueError where there is none."""
    at = text.index("{") + 1
    while True:
        name, end = _lenient.raw_decode(text, _after_space(text, at))
        start = _after_space(text, _after_space(text, end) + len(":"))
        _, end = _lenient.raw_decode(text, start)
        if name == member:
            return start, end
        at = _after_space(text, end) + len(",")


def _items(text: str) -> list[str]:
    """The text of each item of this list."""
    found: list[str] = []
    at = _after_space(text, len("["))
    while text[at] != "]":
        start = _after_space(text, at + (len(",") if found else 0))
        _, at = _lenient.raw_decode(text, start)
        found.append(text[start:at])
        at = _after_space(text, at)
    return found


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
