"""Beside the service somebody always keeps house, whether or not there is a record to tell."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import pytest

from service.cli import beside
from service.hosting import Addresses
from service.settings import Settings


@pytest.mark.parametrize(
    ("record", "started"),
    [("none", ["worker"]), ("files", ["worker"]), ("simulator", ["simulator", "worker"])],
)
def test_a_worker_is_kept_running_with_any_record_and_with_none(
    monkeypatch: pytest.MonkeyPatch, record: str, started: list[str]
) -> None:
    kept: list[tuple[str, str]] = []

    @contextmanager
    def noted(command: Sequence[str], environment: Mapping[str, str], *_: object) -> Iterator[None]:
        kept.append((command[0], environment["TAMAR_RECORD_TARGET"]))
        yield

    monkeypatch.setattr(beside, "kept_running", noted)
    settings = Settings.from_environment({"TAMAR_RECORD_TARGET": record})
    addresses = Addresses(application="postgresql://app@db/tamar", owner="postgresql://owner@db/tamar")

    with beside.delivery(settings, addresses) as page:
        assert (page is not None) == (record == "simulator")

    assert kept == [(name, record) for name in started]
