"""Request bodies, read strictly once: the content type, the size, the encoding, and then the shape.

    @post("/{id:uuid}/actions/approve", dependencies={"command": json_body(Approve)})
    async def approve(self, id: FromPath[UUID], command: NamedDependency[Approve]) -> SubmissionView: ...

The dependency may have any name but those that Litestar keeps for itself (`data`, `body`, `query`, `state`).
A route that takes more than a mebibyte says so with `request_max_body_size`.
"""

from typing import Any
from urllib.parse import parse_qsl

import msgspec
from litestar import Request
from litestar.di import Provide
from msgspec import Struct

from schemas.base import Issue, Malformed, decode, encode, escape
from schemas.pieces import decode_around_items
from service.http.headers import header
from service.problems import UNSUPPORTED_MEDIA_TYPE

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MAX_FORM_FIELDS = 32


class Body(Provide):
    """Provides a handler with its request's body as a `shape`, a Struct or an annotated type.

    The OpenAPI document reads both members.
    """

    __slots__ = ("media_type", "shape")

    def __init__(self, shape: Any, media_type: str, read: Any) -> None:
        super().__init__(read)
        self.shape = shape
        self.media_type = media_type


def json_body(shape: type[Struct]) -> Body:
    """The body as JSON of exactly this shape, or 415, 413 or 400 `malformed` with a pointer for each fault."""

    async def read(request: Request[Any, Any, Any]) -> Any:
        require_media_type(request, JSON)
        return decode(await request.body(), shape)

    return Body(shape, JSON, read)


def batch_body(shape: type[Struct], member: str) -> Body:
    """As `json_body`, of a batch: each item of `member` is read later, by itself, also where it is no JSON."""

    async def read(request: Request[Any, Any, Any]) -> Any:
        require_media_type(request, JSON)
        return decode_around_items(await request.body(), shape, member)

    return Body(shape, JSON, read)


def form_body(shape: type[Struct]) -> Body:
    """The body as an HTML form (as OAuth wants it), each field once; empty fields count as absent."""
    known = {field.encode_name for field in msgspec.structs.fields(shape)}

    async def read(request: Request[Any, Any, Any]) -> Any:
        require_media_type(request, FORM)
        return decode(encode(_fields(await request.body(), known)), shape)

    return Body(shape, FORM, read)


def require_media_type(request: Request[Any, Any, Any], wanted: str) -> None:
    """Refuse with 415 what is not declared as `wanted` in UTF-8."""
    if header(request.scope, b"content-type") == wanted:
        return
    media_type, options = request.content_type
    if media_type.lower() != wanted or options.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        raise UNSUPPORTED_MEDIA_TYPE.problem(f"Send {wanted} in UTF-8.", headers={"Accept": wanted})


def _fields(raw: bytes, known: set[str]) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FORM_FIELDS
        )
    except UnicodeDecodeError:
        raise Malformed([Issue(pointer="", code="invalid-utf8")]) from None
    except ValueError as error:
        raise Malformed([Issue(pointer="", code="not-a-form", params={"detail": str(error)})]) from None
    names = [name for name, _ in pairs]
    if repeated := sorted(name for name in known if names.count(name) > 1):
        raise Malformed([Issue(pointer=f"/{escape(name)}", code="repeated") for name in repeated])
    return {name: value for name, value in pairs if value}
