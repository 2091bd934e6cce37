"""The JSON Schema of a form's body."""

from typing import Any

import msgspec
from msgspec import Struct

NO_NUL = r"^[^\u0000]*$"
"""What PostgreSQL can't keep is refused in every text, so the schema says so in every text."""


def json_schema(shape: type[Struct]) -> dict[str, Any]:
    """JSON Schema 2020-12 of a closed shape, as strict as reading it is.

    But for one thing that JSON Schema can't say: where a whole number is asked for, 1.0 is refused.
    """
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(shape)}
    _refuse_nul(schema)
    return schema


def _refuse_nul(part: Any) -> None:
    if isinstance(part, dict):
        if part.get("type") == "string" and not part.keys() & {"pattern", "format"}:
            part["pattern"] = NO_NUL
        for inner in part.values():
            _refuse_nul(inner)
    elif isinstance(part, list):
        for inner in part:
            _refuse_nul(inner)
