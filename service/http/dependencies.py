"""How handlers get what they depend on: one thing after the other, in the task of the request."""

from collections.abc import Callable, Iterator
from typing import Any

from litestar import Litestar, Request
from litestar._kwargs import KwargsModel
from litestar._kwargs.dependencies import DependencyContainer
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

BUSY = {"busy": True}
"""The `opt` of a route that is asked so often that the way to its handler counts; it answers a Struct."""


def provided_simply(app: Litestar) -> Litestar:
    """Litestar would start a task for each dependency of a handler, to wait for all of them at once.

    None of ours waits for anything but the body, and a short request would be busy with tasks more than with its work.
    """
    for handler, model in _handlers(app):
        model.dependency_batches = [
            {one} for batch in model.dependency_batches for one in sorted(batch, key=_turn)
        ]
        if handler.opt.get("busy"):
            handler.before_request = _called_with_what_it_asks_for(handler)
    return app


def _handlers(app: Litestar) -> Iterator[tuple[HTTPRouteHandler, KwargsModel]]:
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            yield from route.route_handler_map.values()


def _turn(one: DependencyContainer) -> tuple[bool, str]:
    """What is known at once comes before what waits for the body."""
    return not one.provide.has_sync_callable, one.key


def _called_with_what_it_asks_for(handler: HTTPRouteHandler) -> Callable[[Request[Any, Any, Any]], Any]:
    """Stands in for Litestar's own way to a handler that depends only on what we provide of a request or a state.

    Litestar would convert every value to the type that it has already, at every pull that finds nothing.
    """
    known = handler.resolve_dependencies()
    wanted = {name: known[name] for name in handler.parsed_fn_signature.parameters}
    in_turn = sorted(wanted.items(), key=lambda one: not one[1].has_sync_callable)

    async def call(request: Request[Any, Any, Any]) -> Any:
        return await handler.fn(**{name: await _value(provide, request) for name, provide in in_turn})

    return call


async def _value(provide: Provide, request: Request[Any, Any, Any]) -> Any:
    (of,) = provide.parsed_fn_signature.parameters
    value = provide.dependency(request if of == "request" else request.app.state)
    return value if provide.has_sync_callable else await value
