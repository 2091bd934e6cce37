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

    def read(request: Request[Any, Any, Any]) -> Any:
        given = _gathered(request.scope["query_string"])
        faults = [fault for name, values in given.items() for fault in _faults(name, values, members)]
        if faults:
            raise Malformed(faults)
        plain = {name: _plain(values, members[name]) for name, values in given.items()}
        return msgspec.convert(plain, shape, strict=False)

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
    where = f"/query/{escape(name)}"
    if name not in members:
        return [Issue(pointer=where, code="unknown-member")]
    if len(values) > 1 and not _is_list(members[name]):
        return [Issue(pointer=where, code="repeated")]
    try:
        msgspec.convert(_plain(values, members[name]), members[name], strict=False)
    except msgspec.ValidationError as error:
        return [Issue(pointer=where, code="invalid", params={"detail": str(error)})]
    return []


def _plain(values: list[str], hint: Any) -> str | list[str]:
    return values if _is_list(hint) else values[0]


def _is_list(hint: Any) -> bool:
    bare = getattr(hint, "__origin__", hint) if hasattr(hint, "__metadata__") else hint
    return bare is list or get_origin(bare) is list
