"""The OpenAPI document (3.1), put together from what the routes and the Structs say."""

from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus
from importlib.metadata import version
from operator import attrgetter
from types import NoneType
from typing import Any, cast

from litestar import Litestar
from litestar.enums import ParamType
from litestar.params import ParameterKwarg
from litestar.typing import FieldDefinition

from service.http.bodies import FORM
from service.http.failures import PROBLEM_JSON
from service.http.openapi import ProblemDocument
from service.http.operations import Operation, operations_of
from service.http.shapes import REF, Carried, Schema, Shapes, never_null
from service.problems import Refusal

ABOUT = """\
Provider-led reviews and trusted assessments in adult social care: made offline, rated, verified, and on the
person's social care record once.

Bodies are JSON in UTF-8, and may be sent gzipped. Times are RFC 3339 and end in `Z`; ids are UUIDs; ids of other
systems are strings. A member of an answer that may be absent is absent, never null, unless its schema says so.
Ignore members that you do not know.

What is refused is answered with a problem document (RFC 9457). Its `code` never changes, and its `issues` point
at what is wrong: into the body that was sent, or at `/query/…` and `/headers/…`.

`HEAD` answers wherever `GET` does, and `OPTIONS` lists the methods of an address. Every answer carries the
`X-Request-Id` under which it is logged; you may choose it.
"""

SECURITY_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "The `access_token` that `POST /v1/auth/token` gives; it is good for fifteen minutes.",
}

HEADERS: dict[str, tuple[str, Schema]] = {
    "X-Request-Id": ("The id of this request in the log.", {"type": "string", "maxLength": 64}),
    "ETag": ("The revision in the answer, in quotes.", {"type": "string", "pattern": '^"[1-9][0-9]*"$'}),
    "Retry-After": ("Whole seconds to wait before the next try.", {"type": "integer", "minimum": 0}),
    "WWW-Authenticate": ("How to say who you are (RFC 6750).", {"type": "string"}),
    "Accept": ("The media type that is read here.", {"type": "string"}),
}
TAG: Schema = {
    "description": "What tells this answer from any other, for `If-None-Match`.",
    "schema": {"type": "string"},
}
OF_STATUS = {
    401: "WWW-Authenticate",
    409: "Retry-After",
    415: "Accept",
    429: "Retry-After",
    503: "Retry-After",
}

RESPONSE = "#/components/responses/{name}"

BOUNDS = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
}
"""How the framework's words for a parameter's bounds are called in JSON Schema."""


def document(app: Litestar, carried: Carried) -> dict[str, Any]:
    """The whole contract of `app`; `carried` says what members of raw bytes hold."""
    operations = operations_of(app)
    shapes = Shapes(_shapes_of(operations, carried))
    shapes.carry(carried)
    for form in {one.body.shape for one in operations if one.body and one.body.media_type == FORM}:
        shapes.allow_empty(form)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method] = _described(operation, shapes)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tamar", "version": version("tamar"), "description": ABOUT},
        "servers": [{"url": "/"}],
        "tags": _tags(operations),
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": _published(shapes, operations),
            "responses": _refused(operations),
            "headers": {name: _header(*said) for name, said in HEADERS.items()},
            "securitySchemes": {"bearer": SECURITY_SCHEME},
        },
    }


def _shapes_of(operations: Iterable[Operation], carried: Carried) -> list[Any]:
    bodies = [one.body.shape for one in operations if one.body is not None]
    queries = [one.query for one in operations if one.query is not None]
    answers = [one.answer for one in operations if one.answer is not NoneType]
    single = [field.annotation for one in operations for field in one.fields]
    held = [shape for several in carried.values() for shape in several]
    return [ProblemDocument, *bodies, *queries, *answers, *single, *held]


def _published(shapes: Shapes, operations: Iterable[Operation]) -> dict[str, Schema]:
    """All shapes but those of query strings, whose members are parameters already."""
    queries = {one.query for one in operations} - {one.answer for one in operations}
    hidden = {one.__name__ for one in queries if one is not None}
    return {name: schema for name, schema in sorted(shapes.components.items()) if name not in hidden}


def _tags(operations: Iterable[Operation]) -> list[dict[str, str]]:
    about = {tag: one.about_tag for one in operations for tag in one.tags}
    return [{"name": tag, "description": said} for tag, said in sorted(about.items())]


def _described(operation: Operation, shapes: Shapes) -> dict[str, Any]:
    members: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.description,
        "tags": operation.tags,
        "parameters": _parameters(operation, shapes),
        "requestBody": _request_body(operation, shapes),
        "responses": _responses(operation, shapes),
    }
    told = {name: value for name, value in members.items() if value}
    return {**told, "security": []} if operation.is_public else told


def _parameters(operation: Operation, shapes: Shapes) -> list[dict[str, Any]]:
    single = [_parameter(field, shapes) for field in operation.fields]
    return [*single, *_query_parameters(operation, shapes), *operation.headers]


def _parameter(field: FieldDefinition, shapes: Shapes) -> dict[str, Any]:
    declared = cast(ParameterKwarg, field.kwarg_definition)
    is_required = declared.param_type is ParamType.PATH or field.is_required
    return {
        "name": declared.name or field.name,
        "in": declared.param_type.value,
        **({"description": declared.description} if declared.description else {}),
        **({"required": True} if is_required else {}),
        "schema": shapes.of(field.annotation) | _bounds(declared),
    }


def _bounds(declared: ParameterKwarg) -> Schema:
    told = {keyword: getattr(declared, name) for name, keyword in BOUNDS.items()}
    return {keyword: bound for keyword, bound in told.items() if bound is not None}


def _query_parameters(operation: Operation, shapes: Shapes) -> Iterator[dict[str, Any]]:
    members = () if operation.query is None else shapes.members(operation.query)
    for name, schema, is_required in members:
        plain = never_null(schema)
        said = {"description": plain.pop("description")} if "description" in plain else {}
        required = {"required": True} if is_required else {}
        yield {"name": name, "in": "query", **said, **required, "schema": plain}


def _request_body(operation: Operation, shapes: Shapes) -> dict[str, Any]:
    if operation.body is None:
        return {}
    limit = f"At most {operation.max_body_bytes:,} bytes when inflated."
    content = {operation.body.media_type: {"schema": shapes.of(operation.body.shape)}}
    return {"description": limit, "required": True, "content": content}


def _responses(operation: Operation, shapes: Shapes) -> dict[str, Any]:
    statuses = sorted({one.status for one in operation.refusals})
    refused = {str(status): {"$ref": RESPONSE.format(name=_name(operation, status))} for status in statuses}
    known = {"304": _unchanged()} if operation.is_conditional else {}
    return {str(operation.handler.status_code): _success(operation, shapes), **known, **refused}


def _name(operation: Operation, status: int) -> str:
    """Many operations refuse in the same ways: each set of codes is described once, under the codes' names."""
    return "-or-".join(sorted(one.code for one in operation.refusals if one.status == status))


def _refused(operations: Iterable[Operation]) -> dict[str, Any]:
    sets = {
        _name(operation, status): (status, [one for one in operation.refusals if one.status == status])
        for operation in operations
        for status in {one.status for one in operation.refusals}
    }
    return {name: _refusal(status, ways) for name, (status, ways) in sorted(sets.items())}


def _success(operation: Operation, shapes: Shapes) -> dict[str, Any]:
    own = {
        header.name: _header(header.description or "", {"type": "string"})
        for header in sorted(operation.handler.resolve_response_headers(), key=lambda one: one.name)
    }
    own |= {"ETag": TAG} if operation.is_conditional else {}
    names = ["X-Request-Id", *(["ETag"] if operation.tells_etag else [])]
    answer = {
        "description": HTTPStatus(operation.handler.status_code).phrase,
        "headers": own | _references(names),
    }
    if operation.answer is NoneType:
        return answer
    return answer | {"content": {operation.media_type: {"schema": shapes.of(operation.answer)}}}


def _unchanged() -> dict[str, Any]:
    return {
        "description": "What the caller holds is still the answer.",
        "headers": {"ETag": TAG} | _references(["X-Request-Id"]),
    }


def _refusal(status: int, ways: Sequence[Refusal]) -> dict[str, Any]:
    codes = {"status": {"const": status}, "code": {"enum": sorted(one.code for one in ways)}}
    problem = {"allOf": [{"$ref": REF.format(name=ProblemDocument.__name__)}, {"properties": codes}]}
    return {
        "description": "\n".join(
            f"- `{one.code}`: {one.title}" for one in sorted(ways, key=attrgetter("code"))
        ),
        "headers": _headers(status),
        "content": {PROBLEM_JSON: {"schema": problem}},
    }


def _headers(status: int) -> dict[str, Any]:
    return _references(["X-Request-Id", *([OF_STATUS[status]] if status in OF_STATUS else [])])


def _references(names: Iterable[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _header(description: str, schema: Schema) -> dict[str, Any]:
    return {**({"description": description} if description else {}), "schema": schema}
