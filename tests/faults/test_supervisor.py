"""What is kept running comes back however often it ends, and ends when it has to, whether it wants to or not."""

import os
from pathlib import Path

import pytest

from service import supervisor
from service.postgres.processes import wait_until
from service.simulation.running import PATIENCE, command_of
from service.supervisor import kept_running

NOTE = "import os, signal, sys; open(os.environ['NOTES'], 'a').write(f'{os.getpid()}\\n'); "
FALLS = NOTE + "sys.exit(1)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + NOTE + "signal.pause()"


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Where every process notes its id as it begins."""
    file = tmp_path / "notes"
    file.touch()
    return file


def noted(notes: Path) -> list[int]:
    return [int(line) for line in notes.read_text().split()]


def test_who_falls_is_begun_again_and_again(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "OUR_CODE", FALLS)
    for pause in ("LOOK_EVERY_SECONDS", "SHORTEST_PAUSE_SECONDS", "LONGEST_PAUSE_SECONDS"):
        monkeypatch.setattr(supervisor, pause, 0.01)

    with kept_running(["faller"], {**os.environ, "NOTES": str(notes)}, patience=1):
        came_back = wait_until(lambda: len(noted(notes)) >= 3, PATIENCE)

    assert came_back
    assert len(set(noted(notes))) == len(noted(notes))


def test_who_will_not_stop_is_killed(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "OUR_CODE", STUBBORN)

    with kept_running(["mule"], {**os.environ, "NOTES": str(notes)}, patience=0):
        assert wait_until(lambda: len(noted(notes)) == 1, PATIENCE)

    assert command_of(noted(notes)[0]) == []
