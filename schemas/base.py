"""The shapes that every noun is made of, and the one strict way to read them from bytes."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Any, TypeVar, get_type_hints

import msgspec
from msgspec import Meta, Struct

T = TypeVar("T")

Line = Annotated[str, Meta(min_length=1, max_length=200)]
"""One line of text: a name, a title, a code of another system."""
Text = Annotated[str, Meta(min_length=1, max_length=4_000)]
"""A paragraph in somebody's words."""
Words = Annotated[Text, Meta(pattern=r"\S")]
"""A paragraph that says something."""
Note = Annotated[str, Meta(max_length=4_000)]
"""A paragraph that may be left empty."""
Moment = Annotated[datetime, Meta(tz=True)]
"""An RFC 3339 time with its offset; written with a Z."""
# A pattern ends in `$(?!\n)`, since Python's `$` would let a line break through at the end.
NhsNumber = Annotated[str, Meta(pattern=r"^[0-9]{10}$(?!\n)")]
"""Ten digits without spaces; the check digit is a finding, not a shape."""
Postcode = Annotated[str, Meta(pattern=r"^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}$(?!\n)")]
CqcLocationId = Annotated[str, Meta(pattern=r"^1-[0-9]{1,12}$(?!\n)")]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
"""Lowercase hex."""
Revision = Annotated[int, Meta(ge=1, le=2_147_483_647)]


class Payload(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a person wrote: complete, closed, never changed after."""


class Envelope(Struct, frozen=True, kw_only=True):
    """What carries payloads: members it doesn't know are ignored, so that old and new can talk."""


class View(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the service answers: a member that may be absent defaults to UNSET; nothing else is optional."""


Params = dict[str, str | int | bool | list[str]]


def _nothing() -> Params:
    return {}


class Issue(View, frozen=True, kw_only=True):
    """One thing that isn't as it should be: where (RFC 6901), what, and the facts for a sentence."""

    pointer: str
    code: str
    params: Params = msgspec.field(default_factory=_nothing)
    """Always told, also where there are none: a plain `{}` as the default would be left out as one."""


class Malformed(Exception):
    """Bytes that are no instance of the asked shape; `issues` says where."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__(", ".join(f"{issue.pointer or '/'}: {issue.code}" for issue in issues))
        self.issues = issues


def encode(value: object) -> bytes:
    """JSON as UTF-8 bytes; times in UTC end in Z."""
    return _encoder.encode(value)


def decode(raw: bytes, shape: type[T]) -> T:
    """Read `raw` strictly as `shape`, or raise Malformed with a pointer for every field that is wrong.

    No coercion (`"5"` is not 5), no NUL characters (PostgreSQL can't keep them), no invalid Unicode. What is
    kept as Raw is read later, by itself, and only then judged.
    """
    try:
        value = msgspec.json.decode(raw, type=shape)
    except msgspec.ValidationError as error:
        raise Malformed(_issues_by_field(raw, shape) or [_issue(error)]) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed([_not_json(error)]) from None
    if _has_nul(raw) and (where := _pointer_of_nul(value)) is not None:
        raise Malformed([Issue(pointer=where, code="nul-character")])
    return value


def _issues_by_field(raw: bytes, shape: Any) -> list[Issue]:
    """msgspec stops at the first error; a person who has to correct a form wants to see them all."""
    try:
        members = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return [_not_json(error)]
    if not (isinstance(members, dict) and isinstance(shape, type) and issubclass(shape, Struct)):
        return []
    return list(_struct_issues(members, shape, ""))


def _struct_issues(members: dict[str, Any], shape: type[Struct], at: str) -> Iterator[Issue]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(shape)}
    hints = get_type_hints(shape, include_extras=True)
    for name, field in fields.items():
        where = f"{at}/{escape(name)}"
        if name not in members:
            if field.required:
                yield Issue(pointer=where, code="missing")
            continue
        hint = hints[field.name]
        if isinstance(hint, type) and issubclass(hint, Struct) and isinstance(members[name], dict):
            yield from _struct_issues(members[name], hint, where)
            continue
        try:
            msgspec.json.decode(_encoder.encode(members[name]), type=hint)
        except msgspec.ValidationError as error:
            yield _issue(error, where)
    if shape.__struct_config__.forbid_unknown_fields:
        for name in sorted(members.keys() - fields.keys()):
            yield Issue(pointer=f"{at}/{escape(name)}", code="unknown-member")


def _issue(error: msgspec.ValidationError, at: str = "") -> Issue:
    said, _, path = str(error).partition(" - at `")
    where = at + _pointer(path.rstrip("`"))
    if named := re.match(r"Object missing required field `(.+)`", said):
        return Issue(pointer=f"{where}/{escape(named[1])}", code="missing")
    if named := re.match(r"Object contains unknown field `(.+)`", said):
        return Issue(pointer=f"{where}/{escape(named[1])}", code="unknown-member")
    code = next((code for start, code in _CODES if re.search(start, said)), "invalid")
    return Issue(pointer=where, code=code, params={"detail": said})


_CODES = (
    (r"^Expected `(array|str|object)` (of|matching).*length|^Expected `(array|str)` of", "length"),
    (r"matching regex", "pattern"),
    (r"^Expected `(int|float)` (>|<)", "bound"),
    (r"^Invalid enum value|^Invalid value", "not-in-list"),
    (r"^Invalid (RFC|UUID|date|time)", "format"),
    (r"timezone", "time-zone-missing"),
    (r"^Expected ", "type"),
)


def _pointer(path: str) -> str:
    steps = re.findall(r"\.([^.\[\]]+)|\[([0-9]+|\.\.\.)\]", path)
    return "".join(f"/{escape(name or index)}" for name, index in steps)


def _not_json(error: Exception) -> Issue:
    if isinstance(error, UnicodeDecodeError):
        return Issue(pointer="", code="invalid-utf8")
    return Issue(pointer="", code="not-json", params={"detail": str(error)})


def _has_nul(raw: bytes) -> bool:
    """Whether JSON has an escaped NUL. A backslash escaped before `u0000` is text: every form has that in a pattern."""
    return any(_backslashes_after(part) % 2 == 0 for part in raw.split(rb"\u0000")[:-1])


def _backslashes_after(text: bytes) -> int:
    return len(text) - len(text.rstrip(b"\\"))


def _pointer_of_nul(value: Any, at: str = "") -> str | None:
    """Where a NUL is in what was read; what is kept as Raw was not read."""
    if isinstance(value, str):
        return at if "\0" in value else None
    steps = list(_members(value))
    keys = (f"{at}/{escape(name)}" for name, _ in steps if "\0" in name)
    inside = (_pointer_of_nul(member, f"{at}/{escape(name)}") for name, member in steps)
    return next((where for where in (*keys, *inside) if where is not None), None)


def _members(value: Any) -> Iterable[tuple[str, Any]]:
    match value:
        case Struct():
            return (
                (field.encode_name, getattr(value, field.name)) for field in msgspec.structs.fields(value)
            )
        case dict():
            return ((str(name), member) for name, member in value.items())
        case list() | tuple():
            return ((str(index), item) for index, item in enumerate(value))
    return ()


def without_nulls(value: Any) -> Any:
    """What was read from JSON, at every depth without the members that are null: what is absent isn't there."""
    if isinstance(value, dict):
        return {name: without_nulls(each) for name, each in value.items() if each is not None}
    return [without_nulls(each) for each in value] if isinstance(value, list) else value


def escape(name: str) -> str:
    """A member's name as one step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


_encoder = msgspec.json.Encoder()
