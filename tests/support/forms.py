"""A form as tests look at it: its questions and its JSON Schema, beside the shape that the service reads."""

from functools import cached_property
from typing import Any

import jsonschema_rs
from msgspec import Struct, inspect

from schemas.base import Malformed, decode, encode
from schemas.forms import FormVersion, Question
from tests.given_reviews import Changes, changed
from workflows.compliance.needs import Need

Json = Any


class Asked:
    """One form, the shape of its answers, and the table of answers that others call for."""

    def __init__(self, form: FormVersion, shape: type[Struct], needs: tuple[Need, ...]) -> None:
        self.form, self.shape, self.needs = form, shape, needs

    def __repr__(self) -> str:
        return f"{self.form.id}@{self.form.version}"

    @cached_property
    def questions(self) -> list[Question]:
        return [each for section in self.form.sections for each in flat(section.questions)]

    @cached_property
    def by_pointer(self) -> dict[str, Question]:
        return {question.pointer: question for question in self.questions}

    @cached_property
    def schema(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(self.form.schema, validate_formats=True)

    @cached_property
    def places(self) -> list[str]:
        """Every place of the shape, as the form points to it."""
        return places(inspect.type_info(self.shape))

    def body(self, changes: Changes) -> dict[str, Json]:
        return changed(self.form.example, changes)

    def is_read(self, body: Json) -> bool:
        try:
            decode(encode(body), self.shape)
        except Malformed:
            return False
        return True

    def choices(self, pointer: str) -> set[Any]:
        """The values from which the JSON Schema lets one choose there."""
        part = self.schema_at(pointer.split("/")[1:])
        return set(self.resolved(part.get("items", part)).get("enum", []))

    def schema_at(self, steps: list[str]) -> dict[str, Any]:
        part = self.resolved(self.form.schema)
        for step in steps:
            part = self.resolved(part["items"] if step == "*" else part["properties"][step])
        return part

    def resolved(self, part: dict[str, Any]) -> dict[str, Any]:
        """The part itself, behind references and without null."""
        if "$ref" in part:
            return self.resolved(self.form.schema["$defs"][part["$ref"].rpartition("/")[2]])
        if "anyOf" in part:
            return self.resolved(next(each for each in part["anyOf"] if each != {"type": "null"}))
        return part


def flat(questions: list[Question]) -> list[Question]:
    return [each for question in questions for each in (question, *flat(question.questions or []))]


def places(kind: inspect.Type, at: str = "") -> list[str]:
    match kind:
        case inspect.UnionType(types=kinds):
            return [place for each in kinds for place in places(each, at)]
        case inspect.ListType(item_type=item):
            return places(item, f"{at}/*")
        case inspect.StructType(fields=fields):
            return [
                place
                for each in fields
                for place in (f"{at}/{each.encode_name}", *places(each.type, f"{at}/{each.encode_name}"))
            ]
    return []


def parts(schema: Any) -> list[dict[str, Any]]:
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else []
    here = [schema] if isinstance(schema, dict) and isinstance(schema.get("type"), str) else []
    return [*here, *(part for each in inner for part in parts(each))]


def all_places(value: Json, at: str = "") -> list[str]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return [place for name, each in inside for place in (f"{at}/{name}", *all_places(each, f"{at}/{name}"))]
