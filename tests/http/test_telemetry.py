"""A trace says which route was asked and how it ended, and nothing about anybody."""

import sys
from functools import partial
from typing import Any, cast

import httpx
import pytest
from litestar import Litestar
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from service.app import create_app
from service.auth.keys import new_signing_key
from service.serve import _tracing
from service.settings import BadSetting, Settings
from service.telemetry import provider_of, traced
from tests.http.conftest import NOON, NoDatabase, TrapController

SOMEBODY = "01939a2c-0000-7000-8000-000000000001"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def app(spans: InMemorySpanExporter) -> Litestar:
    tracer = provider_of(SimpleSpanProcessor(spans)).get_tracer("tests")
    settings = Settings(signing_key=new_signing_key())
    app = create_app(settings, NoDatabase(), lambda: NOON, around=partial(traced, tracer=tracer))
    app.register(TrapController)
    return app


async def ask(app: Litestar, path: str, **headers: str) -> None:
    transport = httpx.ASGITransport(cast(Any, app))
    async with httpx.AsyncClient(transport=transport, base_url="http://tamar.test") as client:
        await client.get(path, headers=headers)


async def test_a_span_names_the_route_and_no_id(app: Litestar, spans: InMemorySpanExporter) -> None:
    await ask(app, f"/trap/things/{SOMEBODY}?q=Tregear", **{"X-Request-Id": "a-tablets-id"})

    [span] = spans.get_finished_spans()
    assert span.name == "GET /trap/things/{thing_id}"
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "http.route": "/trap/things/{thing_id}",
        "http.response.status_code": 200,
        "tamar.request_id": "a-tablets-id",
    }
    assert span.status.is_unset


async def test_what_breaks_is_marked_without_a_word_of_what_was_said(
    app: Litestar, spans: InMemorySpanExporter
) -> None:
    await ask(app, "/trap/broken")

    [span] = spans.get_finished_spans()
    assert not span.status.is_ok
    assert not span.status.is_unset
    assert "Tregear" not in span.to_json()
    assert span.events == ()


async def test_a_trace_that_the_caller_began_is_gone_on_with(
    app: Litestar, spans: InMemorySpanExporter
) -> None:
    await ask(app, "/health/live", traceparent=f"00-{TRACE}-00f067aa0ba902b7-01")

    [span] = spans.get_finished_spans()
    assert span.context is not None
    assert f"{span.context.trace_id:032x}" == TRACE


async def test_what_nobody_routes_is_named_by_its_method_alone(
    app: Litestar, spans: InMemorySpanExporter
) -> None:
    await ask(app, f"/people/{SOMEBODY}")

    [span] = spans.get_finished_spans()
    assert span.name == "GET"


def test_without_the_extra_packages_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "service.telemetry", None)
    monkeypatch.delattr("service.telemetry", raising=False)

    with pytest.raises(BadSetting, match=r"install tamar\[telemetry\]"), _tracing("http://127.0.0.1:4318"):
        pass
