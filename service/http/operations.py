"""What the routes say about themselves: one description per operation, before it becomes a document."""

import sys
from collections.abc import Iterator, Mapping
from inspect import cleandoc
from operator import itemgetter
from typing import Any, get_args, get_origin

from litestar import Litestar, Response
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import ResponseSpec
from litestar.params import ParameterKwarg
from litestar.routes import HTTPRoute
from litestar.typing import FieldDefinition
from msgspec import Struct

from service.http.bodies import JSON, Body
from service.http.headers import Header
from service.http.openapi import Refused
from service.http.queries import Query
from service.http.validators import IfNoneMatch
from service.problems import (
    ACCOUNT_SUSPENDED,
    DEVICE_ELSEWHERE,
    DEVICE_SUSPENDED,
    INCOMPLETE,
    INTERNAL,
    MALFORMED,
    NOT_AUTHENTICATED,
    NOT_FOUND,
    TOO_LARGE,
    UNAVAILABLE,
    UNSUPPORTED_MEDIA_TYPE,
    Refusal,
)

OF_ALL = (MALFORMED, INTERNAL, UNAVAILABLE)
OF_CLOSED = (NOT_AUTHENTICATED, ACCOUNT_SUSPENDED, DEVICE_SUSPENDED, DEVICE_ELSEWHERE)
OF_BODIES = (INCOMPLETE, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE)


class Operation:
    """One method of one path, as its handler declares it."""

    def __init__(self, handler: HTTPRouteHandler, route: HTTPRoute, method: str) -> None:
        self.handler = handler
        self.route = route
        self.method = method.lower()
        self.path = route.path_format
        self.id = str(handler.operation_id or f"{self.method}_{handler.handler_name}")
        self.is_public = bool(handler.opt.get("public"))
        self.tags = handler.resolve_tags()
        self.max_body_bytes = handler.resolve_request_max_body_size()

    @property
    def summary(self) -> str:
        return self._said.partition("\n")[0]

    @property
    def description(self) -> str:
        return self._said.partition("\n")[2].strip()

    @property
    def _said(self) -> str:
        return cleandoc(self.handler.fn.__doc__ or "")

    @property
    def about_tag(self) -> str:
        """What the module of the controller says of itself, in its first sentence."""
        return (sys.modules[self.handler.fn.__module__].__doc__ or "").strip().partition("\n")[0]

    @property
    def provided(self) -> dict[str, Any]:
        """The dependencies that the handler or one of its dependencies asks for, by name."""
        known = self.handler.resolve_dependencies()
        wanted, found = list(self.handler.parsed_fn_signature.parameters), {}
        while wanted:
            name = wanted.pop()
            if name in known and name not in found:
                found[name] = known[name]
                wanted.extend(known[name].parsed_fn_signature.parameters)
        return found

    @property
    def body(self) -> Body | None:
        return next((one for one in self.provided.values() if isinstance(one, Body)), None)

    @property
    def query(self) -> type[Struct] | None:
        return next((one.shape for one in self.provided.values() if isinstance(one, Query)), None)

    @property
    def headers(self) -> list[dict[str, Any]]:
        """Those that a dependency asks for, and those that a middleware looks at, which are `headers` in `opt`."""
        told = [one.parameter for one in self.provided.values() if isinstance(one, Header)]
        return sorted([*told, *self.handler.opt.get("headers", ())], key=itemgetter("name"))

    @property
    def fields(self) -> Iterator[FieldDefinition]:
        """Path, query and header parameters that the handler or a dependency declares one by one."""
        signatures = [self.handler.parsed_fn_signature]
        signatures += [one.parsed_fn_signature for one in self.provided.values()]
        for signature in signatures:
            for field in signature.parameters.values():
                if type(field.kwarg_definition) is not ParameterKwarg and field.kwarg_definition is not None:
                    yield field

    @property
    def answer(self) -> Any:
        """The type of the body of a success; NoneType without one."""
        told = self.responses.get(self.handler.status_code)
        if told is not None:
            return told.data_container
        return get_args(self._returned)[0] if get_origin(self._returned) is Response else self._returned

    @property
    def tells_etag(self) -> bool:
        """Whether the answer is one item with a revision, with room for a header that names it."""
        return get_origin(self._returned) is Response and hasattr(self.answer, "rev")

    @property
    def is_conditional(self) -> bool:
        """Whether a caller who has the answer already is told so without a body."""
        return any(isinstance(one, IfNoneMatch) for one in self.provided.values())

    @property
    def _returned(self) -> Any:
        return self.handler.parsed_fn_signature.return_type.annotation

    @property
    def media_type(self) -> str:
        declared = self.handler.media_type
        return str(getattr(declared, "value", declared)) or JSON

    @property
    def responses(self) -> Mapping[int, ResponseSpec]:
        return self.handler.responses or {}

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Every way to be refused here: those of all operations, those of this kind, and its own."""
        own = [one for told in self.responses.values() if isinstance(told, Refused) for one in told.refusals]
        closed = () if self.is_public else OF_CLOSED
        bodies = () if self.body is None else OF_BODIES
        unseen = (NOT_FOUND,) if self.route.path_parameters else ()
        return tuple(dict.fromkeys((*OF_ALL, *closed, *bodies, *unseen, *own)))


def operations_of(app: Litestar) -> list[Operation]:
    """Every documented operation, by path and method; two of one name are a mistake."""
    found = [
        Operation(handler, route, method)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods
        if method != "OPTIONS" and handler.resolve_include_in_schema()
    ]
    names = [one.id for one in found]
    if repeated := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"Several operations are named {', '.join(sorted(repeated))}.")
    return sorted(found, key=lambda one: (one.path, one.method))
