"""What runs beside the service: it delivers by itself, comes back when it is killed, and outlives nothing."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from schemas.submission_views import SubmissionView
from schemas.submissions import State
from service.client.desk import Desk
from service.client.drafts import from_example
from service.connectors.wire import StepStatus
from service.postgres.processes import wait_until
from service.simulation.running import PATIENCE, RunningService, command_of

BESIDE = {"simulator", "worker"}


@pytest.fixture
def running(service: RunningService) -> RunningService:
    if not service.is_running:
        service.start()
    assert wait_until(lambda: service.parts().keys() == BESIDE, PATIENCE)
    return service


@pytest.fixture
def desk(running: RunningService) -> Iterator[Desk]:
    desk = running.desk()
    yield desk
    desk.close()


def approved(running: RunningService, desk: Desk, folder: Path) -> UUID:
    """A review that a tablet has sent and a verifier has approved."""
    tablet = running.tablet(folder)
    package = next(one for one in tablet.packages() if one.funder == "council")
    sent = tablet.submit(from_example(tablet.forms()["review@1"].example, tablet.new_review(package.id)))
    tablet.sync()
    tablet.close()
    desk.open(sent, seen=1)
    assert desk.approve(sent, seen=1).state is State.APPROVED
    return sent


def recorded(desk: Desk, sent: UUID) -> SubmissionView:
    assert wait_until(lambda: desk.show(sent).state is State.RECORDED, PATIENCE), "it was not recorded"
    return desk.show(sent)


def test_what_is_approved_arrives_in_the_record_by_itself(
    running: RunningService, desk: Desk, tmp_path: Path
) -> None:
    sent = approved(running, desk, tmp_path)

    shown = recorded(desk, sent)

    step = httpx.get(f"{running.record}/steps/{shown.record_reference}").json()
    assert step["status"] == StepStatus.COMPLETED
    assert shown.reference in httpx.get(running.record).text


def test_a_worker_that_is_killed_is_begun_again(running: RunningService, desk: Desk, tmp_path: Path) -> None:
    killed = running.parts()["worker"]

    os.kill(killed, signal.SIGKILL)
    sent = approved(running, desk, tmp_path)

    recorded(desk, sent)
    assert running.parts()["worker"] != killed


def test_the_record_comes_back_with_what_it_was_told_and_at_its_address(
    running: RunningService, desk: Desk, tmp_path: Path
) -> None:
    shown = recorded(desk, approved(running, desk, tmp_path))

    os.kill(running.parts()["simulator"], signal.SIGKILL)

    assert shown.reference in httpx.get(running.record, timeout=PATIENCE).text


def test_killed_outright_it_takes_with_it_what_it_began(running: RunningService) -> None:
    begun = running.parts()

    running.kill()

    assert wait_until(lambda: not any(map(command_of, begun.values())), PATIENCE)


def test_stopped_it_has_ended_everything(running: RunningService) -> None:
    begun = running.parts()

    assert running.stop() == 0

    assert not any(map(command_of, begun.values()))
    assert running.postgres() == set()
