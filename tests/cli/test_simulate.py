"""`tamar simulate` plays schedules on a database of its own, and plays one again that was kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

import service.cli.simulate as command
from schemas.base import encode
from service.cli import main
from service.simulation.plan import Schedule, Step
from service.simulation.stage import Addresses
from service.simulation.steps.tablets import HandIn, Sync
from tests.support.database import APP, OWNER, Cluster, at
from tests.support.planted import a_database


@pytest.fixture
def addresses(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[Addresses]:
    """A database that is there already in the place of the one that would have to be made first."""
    with a_database(cluster) as name:
        there = Addresses(at(cluster[APP], name), at(cluster[OWNER], name))

        @contextmanager
        def thrown_away() -> Iterator[Addresses]:
            yield there

        monkeypatch.setattr(command, "thrown_away", thrown_away)
        yield there


@pytest.mark.usefixtures("addresses")
def test_a_kept_schedule_is_played_again_with_its_trace(tmp_path: Path) -> None:
    kept = tmp_path / "schedule.json"
    kept.write_bytes(encode(Schedule(7, [Step(Sync(0)), Step(HandIn(0, 1)), Step(Sync(0))])))

    told = CliRunner().invoke(main, ["simulate", "--again", str(kept)], catch_exceptions=False)

    assert told.exit_code == 0, told.output
    assert "tablet 0 → /v1/sync/push: accepted rev 1" in told.output
    assert "Every claim held." in told.output


@pytest.mark.parametrize("option", ["--schedules", "--kills", "--drops"])
def test_nothing_is_played_no_times(option: str) -> None:
    assert CliRunner().invoke(main, ["simulate", option, "0"]).exit_code == 2
