"""The contract says exactly what the routes and the Structs hold."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import pytest
from litestar import Litestar, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta, Raw
from openapi_spec_validator import validate

from schemas.base import Payload, Sha256, View
from service.http.bodies import json_body
from service.http.document import document
from service.http.openapi import refusals
from service.http.queries import query
from service.http.revisions import if_match
from service.problems import FORBIDDEN, STALE_REVISION, TOO_MANY_REQUESTS


class Wheel(Payload, frozen=True, kw_only=True, tag="wheel"):
    spokes: Annotated[int, Meta(ge=1, le=40)] | None = None


class Ramp(Payload, frozen=True, kw_only=True, tag="ramp"):
    steepness: Annotated[float, Meta(ge=0, le=10)]


class Order(Payload, frozen=True, kw_only=True):
    digest: Sha256
    parts: Annotated[list[Annotated[str, Meta(max_length=9)]], Meta(max_length=3)]
    aid: Wheel | Ramp
    raw: Raw


class Ordered(View, frozen=True, kw_only=True):
    at: datetime
    last: datetime | None
    times: list[datetime]
    note: str


class Filter(Payload, frozen=True, kw_only=True):
    limit: Annotated[int, Meta(ge=1, le=200, description="How many.")] = 50
    cursor: Annotated[str, Meta(max_length=99)] | None = None


@post(
    "/orders/{order_id:uuid}",
    operation_id="order",
    dependencies={"wanted": json_body(Order), "seen": if_match()},
    responses=refusals(FORBIDDEN, STALE_REVISION, TOO_MANY_REQUESTS),
    request_max_body_size=5_000,
)
async def order(
    order_id: FromPath[UUID], wanted: NamedDependency[Order], seen: NamedDependency[int | None]
) -> Ordered:
    """Order an aid.

    It comes by `van`.
    """
    raise AssertionError


@get("/orders", operation_id="orders", dependencies={"asked": query(Filter)}, opt={"public": True})
async def orders(asked: NamedDependency[Filter]) -> list[Ordered]:
    """What is on its way."""
    raise AssertionError


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return document(Litestar([order, orders], openapi_config=None), {(Order, "raw"): (Wheel,)})


def test_it_is_valid(made: dict[str, Any]) -> None:
    validate(made)


def test_a_payload_is_closed_and_an_answer_is_open(made: dict[str, Any]) -> None:
    shapes = made["components"]["schemas"]

    assert shapes["Order"]["additionalProperties"] is False
    assert "additionalProperties" not in shapes["Ordered"]


def test_bounds_are_kept_on_items_optional_members_and_whole_numbers(made: dict[str, Any]) -> None:
    shapes = made["components"]["schemas"]

    assert shapes["Order"]["properties"]["parts"] == {
        "type": "array",
        "maxItems": 3,
        "items": {"type": "string", "maxLength": 9},
    }
    assert shapes["Wheel"]["properties"]["spokes"] == {
        "anyOf": [{"type": "integer", "minimum": 1, "maximum": 40}, {"type": "null"}],
        "default": None,
    }


def test_alternatives_are_told_apart(made: dict[str, Any]) -> None:
    aid = made["components"]["schemas"]["Order"]["properties"]["aid"]

    assert aid["discriminator"]["propertyName"] == "type"
    assert set(aid["discriminator"]["mapping"]) == {"wheel", "ramp"}


def test_a_pattern_means_the_same_outside_python(made: dict[str, Any]) -> None:
    assert made["components"]["schemas"]["Order"]["properties"]["digest"]["pattern"] == "^[0-9a-f]{64}$"


def test_every_time_is_said_to_be_one(made: dict[str, Any]) -> None:
    members = made["components"]["schemas"]["Ordered"]["properties"]
    time = {"type": "string", "format": "date-time"}

    assert members["at"] == time
    assert members["last"]["anyOf"][0] == time
    assert members["times"]["items"] == time
    assert members["note"] == {"type": "string"}


def test_bytes_that_pass_through_are_described(made: dict[str, Any]) -> None:
    raw = made["components"]["schemas"]["Order"]["properties"]["raw"]

    assert raw == {"$ref": "#/components/schemas/Wheel"}


def test_an_operation_tells_how_it_refuses(made: dict[str, Any]) -> None:
    told = made["paths"]["/orders/{order_id}"]["post"]["responses"]

    assert {status: codes(made, answer) for status, answer in told.items() if status != "201"} == {
        "400": ["incomplete-request", "malformed"],
        "401": ["not-authenticated"],
        "403": ["account-suspended", "device-elsewhere", "device-suspended", "forbidden"],
        "404": ["not-found"],
        "412": ["stale-revision"],
        "413": ["too-large"],
        "415": ["unsupported-media-type"],
        "429": ["too-many-requests"],
        "500": ["internal"],
        "503": ["unavailable"],
    }


def codes(made: dict[str, Any], answer: dict[str, str]) -> list[str]:
    refusal = made["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    schema = refusal["content"]["application/problem+json"]["schema"]
    told: list[str] = schema["allOf"][1]["properties"]["code"]["enum"]
    return told


def test_waiting_times_are_told(made: dict[str, Any]) -> None:
    assert "Retry-After" in made["components"]["responses"]["too-many-requests"]["headers"]
    assert "WWW-Authenticate" in made["components"]["responses"]["not-authenticated"]["headers"]


def test_an_operation_says_what_it_takes(made: dict[str, Any]) -> None:
    said = made["paths"]["/orders/{order_id}"]["post"]

    assert (said["operationId"], said["summary"], said["description"]) == (
        "order",
        "Order an aid.",
        "It comes by `van`.",
    )
    assert [(one["name"], one["in"]) for one in said["parameters"]] == [
        ("order_id", "path"),
        ("If-Match", "header"),
    ]
    assert said["parameters"][0]["schema"] == {"type": "string", "format": "uuid"}
    assert said["requestBody"]["description"] == "At most 5,000 bytes when inflated."
    assert said["requestBody"]["content"] == {
        "application/json": {"schema": {"$ref": "#/components/schemas/Order"}}
    }


def test_a_query_is_its_parameters(made: dict[str, Any]) -> None:
    assert made["paths"]["/orders"]["get"]["parameters"] == [
        {
            "name": "limit",
            "in": "query",
            "description": "How many.",
            "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
        },
        {"name": "cursor", "in": "query", "schema": {"type": "string", "maxLength": 99}},
    ]


def test_everything_is_closed_but_what_says_that_it_is_public(made: dict[str, Any]) -> None:
    assert made["security"] == [{"bearer": []}]
    assert made["paths"]["/orders"]["get"]["security"] == []
    assert "security" not in made["paths"]["/orders/{order_id}"]["post"]
    assert "401" not in made["paths"]["/orders"]["get"]["responses"]


def test_two_operations_of_one_name_are_a_mistake() -> None:
    @get("/more", operation_id="orders")
    async def more() -> None: ...

    with pytest.raises(ValueError, match="orders"):
        document(Litestar([orders, more], openapi_config=None), {})


def test_two_shapes_of_one_name_are_a_mistake() -> None:
    class Ordered(View, frozen=True, kw_only=True):
        pass

    @get("/more", signature_namespace={"Ordered": Ordered})
    async def more() -> Ordered: ...  # type: ignore[empty-body] # only described, never called

    with pytest.raises(ValueError, match="Ordered"):
        document(Litestar([order, more], openapi_config=None), {})
