"""Which methods an address answers to, and what else OPTIONS tells of it."""

from collections.abc import Mapping

from litestar import Litestar
from litestar.exceptions import MethodNotAllowedException, NotFoundException
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Method
from litestar.utils import normalize_path

ROUTED: tuple[Method, ...] = ("GET", "POST", "PUT", "PATCH", "DELETE")


def methods_of(app: Litestar, path: str) -> list[str]:
    """All methods that `path` answers to, whichever controllers they are in; HEAD goes with GET."""
    routed = {method for method in ROUTED if _handler(app, path, method)}
    return sorted({*routed, "OPTIONS", *(("HEAD",) if "GET" in routed else ())})


def told_by_options(app: Litestar, path: str) -> Mapping[str, str]:
    """The headers by which OPTIONS tells what `path` can do: its handlers' `opt` has them as `told_by_options`."""
    handlers = filter(None, (_handler(app, path, method) for method in ROUTED))
    told: Mapping[str, str] = next(filter(None, (one.opt.get("told_by_options") for one in handlers)), {})
    return told


def _handler(app: Litestar, path: str, method: Method) -> BaseRouteHandler | None:
    try:
        _, handler, *_ = app.asgi_router.handle_routing(path=normalize_path(path), method=method)
    except (MethodNotAllowedException, NotFoundException):
        return None
    return handler
