"""Traces for whoever collects them (OpenTelemetry): a span for each request, named by its route, about nobody.

Needs the extra `telemetry`. No query, no body and no id of a person goes into a span, and no message of an error, since
those quote values; statements to the database are left out because they name who acts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from service.http.headers import header

PROPAGATOR = TraceContextTextMapPropagator()


@contextmanager
def collected(endpoint: str) -> Iterator[Tracer]:
    """A tracer whose spans go to the collector at `endpoint` (OTLP over HTTP) in the background, until the end."""
    provider = provider_of(BatchSpanProcessor(OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces")))
    try:
        yield provider.get_tracer("tamar")
    finally:
        provider.shutdown()


def provider_of(processor: SpanProcessor) -> TracerProvider:
    provider = TracerProvider(
        resource=Resource.create({"service.name": "tamar", "service.version": version("tamar")})
    )
    provider.add_span_processor(processor)
    return provider


def traced(app: ASGIApp, tracer: Tracer) -> ASGIApp:
    """A span around every request; a trace that the caller has begun (W3C Trace Context) is gone on with."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        begun = PROPAGATOR.extract({"traceparent": header(scope, b"traceparent")})
        with tracer.start_as_current_span(
            scope["method"], begun, SpanKind.SERVER, record_exception=False, set_status_on_exception=False
        ) as span:
            watched = Watched(span, send)
            await app(scope, receive, watched.send)
            watched.describe(scope)

    return serve


class Watched:
    """Sees how a request is answered."""

    def __init__(self, span: Span, out: Send) -> None:
        self.span, self.out = span, out

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.span.set_attribute("http.response.status_code", message["status"])
            if message["status"] >= 500:
                self.span.set_status(Status(StatusCode.ERROR))
        await self.out(message)

    def describe(self, scope: Any) -> None:
        """Which route it was is known afterwards."""
        route, method = str(scope.get("path_template") or ""), scope["method"]
        self.span.update_name(f"{method} {route}" if route else method)
        self.span.set_attribute("http.request.method", method)
        self.span.set_attribute("tamar.request_id", str(scope["state"]["request_id"]))
        if route:
            self.span.set_attribute("http.route", route)
