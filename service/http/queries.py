"""Query strings, read as strictly as bodies: every parameter known, given once, and within its bounds.

class Due(Payload, frozen=True, kw_only=True):
    limit: Annotated[int, Meta(ge=1, le=200, description="Items in one answer.")] = 50
    state: list[State] = []  # may be repeated

@get("/due", dependencies={"asked": query(Due)})
async def due(self, asked: NamedDependency[Due]) -> DueList: ...
"""

from typing import Any, get_origin, get_type_hints
from urllib.parse import parse_qsl

import msgspec
from litestar import Request
from litestar.di import Provide
from msgspec import Struct

from schemas.base import Issue, Malformed, escape

MAX_PARAMETERS = 64


class Query(Provide):
    """Provides a handler with its query string as a `shape`, which the OpenAPI document reads as well."""

    __slots__ = ("shape",)

    def __init__(self, shape: type[Struct], read: Any) -> None:
        super().__init__(read, sync_to_thread=False)
        self.shape = shape


def query(shape: type[Struct]) -> Query:
    """The query string as exactly this shape, or 400 `malformed` with a pointer under /query for each fault."""
    hints = get_type_hints(shape, include_extras=True)
    members = {one.encode_name: hints[one.name] for one in msgspec.structs.fields(shape)}
    required = {one.encode_name for one in msgspec.structs.fields(shape) if one.required}

    def read(request: Request[Any, Any, Any]) -> Any:
        given = _gathered(request.scope["query_string"])
        missing = [Issue(pointer=_at(name), code="missing") for name in sorted(required - given.keys())]
        faults = [fault for name, values in given.items() for fault in _faults(name, values, members)]
        if missing or faults:
            raise Malformed([*missing, *faults])
        return msgspec.convert({name: _value(values, members[name]) for name, values in given.items()}, shape)

    return Query(shape, read)


def _gathered(raw: bytes) -> dict[str, list[str]]:
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
    except ValueError as error:
        raise Malformed(
            [Issue(pointer="/query", code="not-a-query", params={"detail": str(error)})]
        ) from None
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    return given


def _faults(name: str, values: list[str], members: dict[str, Any]) -> list[Issue]:
    if name not in members:
        return [Issue(pointer=_at(name), code="unknown-member")]
    if len(values) > 1 and not _is_list(members[name]):
        return [Issue(pointer=_at(name), code="repeated")]
    try:
        _value(values, members[name])
    except msgspec.ValidationError as error:
        return [Issue(pointer=_at(name), code="invalid", params={"detail": str(error)})]
    return []


def _value(values: list[str], hint: Any) -> Any:
    """As text if the type can be written as text, else as the number or the truth value that the text is."""
    given: Any = values if _is_list(hint) else values[0]
    try:
        return msgspec.convert(given, hint)
    except msgspec.ValidationError:
        literal = [_literal(one) for one in values] if _is_list(hint) else _literal(values[0])
        return msgspec.convert(literal, hint)


def _literal(text: str) -> str | bool | int | float:
    try:
        return msgspec.json.decode(text, type=bool | int | float)
    except msgspec.MsgspecError:
        return text


def _is_list(hint: Any) -> bool:
    bare = getattr(hint, "__origin__", hint) if hasattr(hint, "__metadata__") else hint
    return bare is list or get_origin(bare) is list


def _at(name: str) -> str:
    return f"/query/{escape(name)}"
