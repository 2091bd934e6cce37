"""The stage of the tablets' own tests, and a service of its own, for what is done to them from outside."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from service.simulation.running import RunningService
from tests.client.conftest import folder, live, scene

__all__ = ["folder", "live", "scene"]


@pytest.fixture(scope="module")
def service() -> Iterator[RunningService]:
    with TemporaryDirectory(prefix="tamar-faults-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        running = RunningService(Path(folder) / "data")
        running.start()
        yield running
        if running.is_running:
            running.stop()
