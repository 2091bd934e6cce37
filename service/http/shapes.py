"""JSON Schemas of the Structs: msgspec's own, mended where they say less than the Structs hold."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import inspect

REF = "#/components/schemas/{name}"

Schema = dict[str, Any]
Carried = Mapping[tuple[type, str], tuple[Any, ...]]
"""A Struct and the name of a member → what the member's bytes are, when they pass through unread."""


class Shapes:
    """The schemas of these types, and of every Struct and list of codes that they are made of, by name."""

    def __init__(self, types: Iterable[Any]) -> None:
        distinct = {repr(one): one for one in types}
        schemas, self.components = msgspec.json.schema_components(distinct.values(), ref_template=REF)
        self._by_type = dict(zip(distinct, schemas, strict=True))
        if ambiguous := [name for name in self.components if "." in name]:
            raise ValueError(f"Different shapes have one name: {', '.join(sorted(ambiguous))}.")
        self._mend_times(distinct.values())
        for node in _nodes([self.components, schemas]):
            _mend_pattern(node)

    def of(self, shape: Any) -> Schema:
        return self._by_type[repr(shape)]

    def members(self, shape: type) -> Iterator[tuple[str, Schema, bool]]:
        """Name, schema and whether it must be there, of each member of a Struct."""
        whole = self.components[shape.__name__]
        for name, schema in whole["properties"].items():
            yield name, schema, name in whole["required"]

    def carry(self, carried: Carried) -> None:
        """Say what members hold that pass through as raw bytes, or are read one by one."""
        for (shape, member), held in carried.items():
            if shape.__name__ in self.components:
                schema = self.components[shape.__name__]["properties"][member]
                raw = schema["items"] if schema.get("type") == "array" else schema
                told = [self.of(one) for one in held]
                raw.update(told[0] if len(told) == 1 else {"anyOf": told})

    def allow_empty(self, form: type) -> None:
        """A form's field that may be absent may be empty as well (RFC 6749, 3.2), and is never null."""
        whole = self.components[form.__name__]
        for name in whole["properties"].keys() - set(whole["required"]):
            plain = never_null(whole["properties"][name])
            said = {"description": plain.pop("description")} if "description" in plain else {}
            whole["properties"][name] = {**said, "anyOf": [plain, {"const": ""}]}

    def _mend_times(self, types: Iterable[Any]) -> None:
        """msgspec is silent about times whose offset it need not check; all that we answer have one."""
        for struct in _structs(inspect.multi_type_info(types)):
            properties = self.components[struct.cls.__name__]["properties"]
            for field in struct.fields:
                if any(isinstance(leaf, inspect.DateTimeType) for leaf in _leaves(field.type)):
                    _say_date_time(properties[field.encode_name])


def never_null(schema: Schema) -> Schema:
    """A parameter is there or it isn't: what JSON would call null can't be written in a query or a form."""
    rest = {key: value for key, value in schema.items() if (key, value) != ("default", None)}
    options = [one for one in rest.pop("anyOf", []) if one != {"type": "null"}]
    return rest | (options[0] if len(options) == 1 else {"anyOf": options} if options else {})


def _mend_pattern(schema: Schema) -> None:
    r"""Python's `$` also matches before a final line break, which `(?!\n)` forbids; JSON Schema's doesn't."""
    if isinstance(pattern := schema.get("pattern"), str):
        schema["pattern"] = pattern.replace(r"$(?!\n)", "$")


def _say_date_time(schema: Schema) -> None:
    for node in _nodes(schema):
        if node.get("type") == "string":
            node.setdefault("format", "date-time")


def _nodes(value: Any) -> Iterator[Schema]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _nodes(one)


def _leaves(kind: inspect.Type) -> Iterator[inspect.Type]:
    """The types that a member's type is made of, down to Structs but not into them."""
    inside = _inside(kind)
    if not inside:
        yield kind
    for one in inside:
        yield from _leaves(one)


def _inside(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    match kind:
        case inspect.Metadata():
            return (kind.type,)
        case inspect.ListType() | inspect.VarTupleType() | inspect.SetType() | inspect.FrozenSetType():
            return (kind.item_type,)
        case inspect.DictType():
            return (kind.key_type, kind.value_type)
        case inspect.UnionType():
            return kind.types
        case inspect.TupleType():
            return kind.item_types
        case _:
            return ()


def _structs(kinds: Iterable[inspect.Type]) -> Iterator[inspect.StructType]:
    waiting, seen = list(kinds), set()
    while waiting:
        for leaf in _leaves(waiting.pop()):
            if isinstance(leaf, inspect.StructType) and leaf.cls not in seen:
                seen.add(leaf.cls)
                yield leaf
                waiting.extend(field.type for field in leaf.fields)
