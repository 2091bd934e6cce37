"""What whoever runs the service watches it by (Prometheus): requests, pushes, queues, outbox, workers, connections."""

import platform
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from importlib.metadata import version
from typing import NamedTuple

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    Info,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from schemas.sync import Result
from service.store.database import Database
from service.store.figures import Figure

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NAMED = "tamar_{}".format

disable_created_metrics()  # type: ignore[no-untyped-call] # nobody asks since when, and it would double the series


class Told(NamedTuple):
    """How a figure is told: its name, its meaning, what its `kind` and `state` are called, and what its moment is."""

    name: str
    meaning: str
    labels: tuple[str, ...]
    age: str | None = None


TOLD: dict[str, Told] = {
    "waiting": Told("submissions_waiting", "Submissions before a verifier", ("queue", "state"), "oldest"),
    "quarantine": Told("quarantined_ops", "Ops that wait for a person", ("kind",), "oldest"),
    "outbox": Told(
        "outbox_messages", "Messages that the record has not taken", ("target", "state"), "oldest"
    ),
    "attempt": Told(
        "record_attempts_last_hour", "Tries to tell the record within an hour", ("code", "outcome")
    ),
    "worker": Told("record_workers", "Workers seen within a minute", ("target",), "heartbeat"),
}


class Metrics:
    """The counts of one process. What is in the database is the same for all of them."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Histogram(
            NAMED("http_request_duration_seconds"),
            "Requests by route template, and how long they took",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._ops = Counter(
            NAMED("sync_ops"),
            "Ops that tablets pushed, by what became of them",
            ("status", "code"),
            registry=self.registry,
        )
        build = Info(NAMED("build"), "Which version this is", registry=self.registry)
        build.info({"version": version("tamar"), "python": platform.python_version()})
        ProcessCollector(registry=self.registry)

    def answered(self, method: str, route: str | None, status: int | None, seconds: float) -> None:
        """A request has ended; without a status, its caller hung up. What nobody routes is counted together."""
        known = method if method in METHODS else "other"
        self._requests.labels(known, route or "", str(status or "")).observe(seconds)

    def pushed(self, results: Iterable[Result]) -> None:
        for result in results:
            code = result.problem.code if result.problem else ""
            self._ops.labels(result.status, code).inc()

    def told(self, database: Database, figures: Sequence[Figure] | None, at: datetime) -> bytes:
        """Everything as Prometheus reads it; `figures` are None while the database is away."""
        return generate_latest(self.registry) + generate_latest(Now(database, figures, at))


class Now(Collector):
    """How things stand at the moment of asking."""

    def __init__(self, database: Database, figures: Sequence[Figure] | None, at: datetime) -> None:
        self.database, self.figures, self.at = database, figures, at

    def collect(self) -> Iterator[GaugeMetricFamily]:
        up = GaugeMetricFamily(NAMED("database_up"), "Whether the database answered")
        up.add_metric((), float(self.figures is not None))
        yield up
        yield self._pool()
        for what, told in TOLD.items():
            yield from self._gauges(told, [one for one in self.figures or () if one.what == what])

    def _pool(self) -> GaugeMetricFamily:
        meaning = "Connections of this process, and requests that wait for one"
        gauge = GaugeMetricFamily(NAMED("database_connections"), meaning, labels=["state"])
        for state, count in self.database.connections().items():
            gauge.add_metric([state], count)
        return gauge

    def _gauges(self, told: Told, figures: Sequence[Figure]) -> Iterator[GaugeMetricFamily]:
        count = GaugeMetricFamily(NAMED(told.name), told.meaning, labels=told.labels)
        age = GaugeMetricFamily(
            NAMED(f"{told.name}_{told.age}_age_seconds"), f"{told.meaning}: age", labels=told.labels
        )
        for one in figures:
            labels = (one.kind, one.state)[: len(told.labels)]
            count.add_metric(labels, one.items)
            age.add_metric(labels, (self.at - one.moment).total_seconds())
        yield count
        if told.age is not None:
            yield age
