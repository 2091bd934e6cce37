"""Which methods an address answers to."""

from litestar import Litestar
from litestar.exceptions import MethodNotAllowedException, NotFoundException
from litestar.types import Method
from litestar.utils import normalize_path

ROUTED: tuple[Method, ...] = ("GET", "POST", "PUT", "PATCH", "DELETE")


def methods_of(app: Litestar, path: str) -> list[str]:
    """All methods that `path` answers to, whichever controllers they are in; HEAD goes with GET."""
    routed = {method for method in ROUTED if _is_routed(app, path, method)}
    return sorted({*routed, "OPTIONS", *(("HEAD",) if "GET" in routed else ())})


def _is_routed(app: Litestar, path: str, method: Method) -> bool:
    try:
        app.asgi_router.handle_routing(path=normalize_path(path), method=method)
    except (MethodNotAllowedException, NotFoundException):
        return False
    return True
