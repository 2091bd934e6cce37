"""Request headers: as they came, and as a handler asks for them by a dependency."""

from typing import Any, ClassVar

from litestar.di import Provide
from litestar.types import Scope


def header(scope: Scope, name: bytes) -> str:
    """The first header of this name, which is given in lower case as servers pass it on; empty without one."""
    return next((value.decode("latin-1") for given, value in scope["headers"] if given == name), "")


class Header(Provide):
    """Provides a handler with what one header says; `parameter` is how the OpenAPI document describes it."""

    __slots__ = ()

    parameter: ClassVar[dict[str, Any]]
