"""The published contract is valid, complete, and as tight as what is sent has to be."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from openapi_spec_validator import validate

from service.app import routes
from service.http.operations import Operation, operations_of
from service.routes.documentation import contract

PUBLIC = {
    "device_enrol",
    "health_live",
    "health_ready",
    "keys_list",
    "metrics",
    "sync_deposit",
    "token_create",
    "token_revoke",
}
"""Every operation that answers to strangers; a change of this list is a decision. `metrics` has a gate of its own."""


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return contract(routes())


@pytest.fixture(scope="module")
def operations() -> list[Operation]:
    return operations_of(routes())


def test_it_is_valid(document: dict[str, Any]) -> None:
    validate(document)


def test_only_these_operations_answer_to_strangers(operations: list[Operation]) -> None:
    assert {one.id for one in operations if one.is_public} == PUBLIC


def test_every_operation_is_named_and_told_in_a_sentence(operations: list[Operation]) -> None:
    assert [one.id for one in operations if not (one.handler.operation_id and one.tags)] == []
    assert [one.id for one in operations if not one.summary.endswith((".", "?"))] == []


def test_no_parameter_has_bounds_that_the_framework_would_drop(operations: list[Operation]) -> None:
    """Litestar keeps its own `QueryParameter(ge=1)` and forgets msgspec's `Meta(ge=1)`; `query(Shape)` keeps both."""
    dropped = [
        f"{one.id}: {field.name}"
        for one in operations
        for field in one.fields
        if any(isinstance(extra, msgspec.Meta) for extra in field.metadata)
    ]
    assert dropped == []


def test_whatever_is_sent_is_bounded(document: dict[str, Any]) -> None:
    sent = [
        (operation["operationId"], content["schema"])
        for methods in document["paths"].values()
        for operation in methods.values()
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items()
        if media_type != "text/csv"
    ]
    unbounded = {
        f"{name}{where}"
        for name, schema in sent
        for where in endless(schema, document["components"]["schemas"])
    }
    assert unbounded == set()


def endless(schema: dict[str, Any], shapes: dict[str, Any], at: str = "") -> Iterator[str]:
    """Where a schema lets text, lists or whole numbers grow without end."""
    if "$ref" in schema:
        schema = shapes[schema["$ref"].rpartition("/")[2]]
    match schema.get("type"):
        case "string" if not schema.keys() & {"maxLength", "format", "pattern", "enum", "const"}:
            yield at
        case "integer" if "maximum" not in schema:
            yield at
        case "array":
            if "maxItems" not in schema:
                yield at
            yield from endless(schema.get("items", {}), shapes, f"{at}/*")
    for one in schema.get("anyOf", []):
        yield from endless(one, shapes, at)
    for name, member in schema.get("properties", {}).items():
        yield from endless(member, shapes, f"{at}/{name}")
