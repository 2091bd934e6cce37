"""JSON Schema in words, for people who read the reference."""

from typing import Any

from service.http.html import Html, inline, join, tag

FORMATS = {"uuid": "UUID", "date": "date", "date-time": "time (RFC 3339)"}
SIZES = (
    ("minLength", "maxLength", "characters"),
    ("minItems", "maxItems", "items"),
    ("minimum", "maximum", ""),
)


def kind(schema: dict[str, Any]) -> Html:
    """What a value is and within which bounds; shapes and lists of codes are links to where they are told."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return tag("a", name, href=f"#shape-{name}")
    if "const" in schema:
        return tag("code", str(schema["const"]))
    if "enum" in schema:
        return _separated(", ", [tag("code", str(one)) for one in schema["enum"]])
    if "anyOf" in schema:
        return _separated(" or ", [kind(one) for one in schema["anyOf"]])
    return join([_base(schema), _bounds(schema)])


def default(schema: dict[str, Any]) -> Html:
    """What counts when a member is left out; that nothing does needs no words."""
    value = schema.get("default")
    return Html() if value in (None, [], {}) else join([" Default ", tag("code", str(value)), "."])


def _base(schema: dict[str, Any]) -> Html:
    match schema.get("type"):
        case "array":
            return join(["list of ", kind(schema.get("items", {}))])
        case "object":
            values = schema.get("additionalProperties")
            return join(["map to ", kind(values)]) if isinstance(values, dict) else Html("object")
        case "string":
            return Html(FORMATS.get(schema.get("format", ""), "text"))
        case str() as simple:
            return Html({"integer": "whole number", "boolean": "true or false"}.get(simple, simple))
        case _:
            return Html("any JSON")


def _bounds(schema: dict[str, Any]) -> Html:
    sizes = [_size(schema, low, high, unit) for low, high, unit in SIZES if low in schema or high in schema]
    pattern = [f"`{schema['pattern']}`"] if "pattern" in schema else []
    told = [*sizes, *pattern]
    return inline(f" ({'; '.join(told)})") if told else Html()


def _size(schema: dict[str, Any], low: str, high: str, unit: str) -> str:
    least, most = schema.get(low), schema.get(high)
    if most is None:
        return f"at least {least} {unit}".strip()
    if least is None:
        return f"at most {most} {unit}".strip()
    return f"{least} to {most} {unit}".strip()


def _separated(between: str, parts: list[Html]) -> Html:
    return join(
        piece for place, part in enumerate(parts) for piece in ((between, part) if place else (part,))
    )
