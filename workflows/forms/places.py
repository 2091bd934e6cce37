"""The places of a form's shape: where an answer may stand."""

from functools import cache
from typing import Any

from msgspec import Struct, inspect

from schemas.base import escape
from workflows.forms.projecting import HasPlace

Tree = dict[str, "Tree | None"]
"""Members by name; those of a group below it, and None where an answer stands."""


@cache
def places_of(shape: type[Struct]) -> HasPlace:
    """Whether an answer has a place in the shape. A group has one if all that it holds has; a list is one answer."""
    whole = _tree(inspect.type_info(shape)) or {}

    def has_place(pointer: str, value: Any) -> bool:
        *above, last = (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
        members: Tree | None = whole
        for step in above:
            members = (members or {}).get(step)
        if members is None or last not in members:
            return False
        inner = members[last]
        if inner is None or not isinstance(value, dict):
            return True
        return all(has_place(f"{pointer}/{escape(name)}", each) for name, each in value.items())

    return has_place


def _tree(kind: inspect.Type) -> Tree | None:
    match kind:
        case inspect.UnionType(types=kinds):
            return next((tree for each in kinds if (tree := _tree(each))), None)
        case inspect.StructType(fields=fields):
            return {field.encode_name: _tree(field.type) for field in fields}
    return None
