"""Request headers that a handler asks for by a dependency."""

from typing import Any, ClassVar

from litestar.di import Provide


class Header(Provide):
    """Provides a handler with what one header says; `parameter` is how the OpenAPI document describes it."""

    __slots__ = ()

    parameter: ClassVar[dict[str, Any]]
