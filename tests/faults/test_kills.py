"""Whatever is killed while tablets send, they finish: nothing is lost, nothing is doubled."""

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import UUID

import httpx

from schemas.submissions import State
from service.client.drafts import from_example
from service.client.handset import utc_now
from service.client.tablet import Tablet
from service.simulation.running import RunningService
from tests.support.clock import Clock

REVIEWS = 4
MOST_TRIES = 200


class KillsOnPush(httpx.BaseTransport):
    """Lets somebody kill something while every other push is on its way."""

    def __init__(self, kill: Callable[[], None]) -> None:
        self.inner = httpx.HTTPTransport()
        self.kill = kill
        self.pushes = 0
        self.killed = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != "/v1/sync/push":
            return self.inner.handle_request(request)
        self.pushes += 1
        if self.pushes % 2:
            return self.inner.handle_request(request)
        killer = threading.Thread(target=self.kill)
        killer.start()
        try:
            return self.inner.handle_request(request)
        finally:
            killer.join()
            self.killed += 1

    def close(self) -> None:
        self.inner.close()


def send_reviews(service: RunningService, tablet: Tablet, clock: Clock) -> list[UUID]:
    """Make and send reviews one by one, so that each is in a push of its own; start again what was killed.

    Before each try the service is whole again, and so much time has passed as it had asked for.
    """
    packages = [one for one in tablet.packages() if one.funder == "council"][:REVIEWS]
    sent = []
    for package in packages:
        draft = from_example(tablet.forms()["review@1"].example, tablet.new_review(package.id))
        sent.append(tablet.submit(draft))
        for _ in range(MOST_TRIES):
            if not service.is_running:
                service.start()
            service.wait_until_ready()
            clock.forward(seconds=tablet.sync().wait_seconds)
            if not tablet.outbox():
                break
    return sent


def assert_each_arrived_once(service: RunningService, sent: list[UUID]) -> None:
    desk = service.desk()
    try:
        shown = [desk.show(one) for one in sent]
    finally:
        desk.close()
    assert [(one.state, one.rev, len(one.history)) for one in shown] == [(State.SUBMITTED, 1, 1)] * REVIEWS


def test_the_service_is_killed_again_and_again_while_a_tablet_sends(
    service: RunningService, tmp_path: Path
) -> None:
    transport = KillsOnPush(service.kill)
    clock = Clock(utc_now())
    with closing(service.tablet(tmp_path, transport, 0, clock)) as tablet:
        sent = send_reviews(service, tablet, clock)

        assert transport.killed >= 1
        assert tablet.outbox() == []
        assert_each_arrived_once(service, sent)


def test_its_database_is_killed_again_and_again_while_a_tablet_sends(
    service: RunningService, tmp_path: Path
) -> None:
    transport = KillsOnPush(service.kill_postgres)
    clock = Clock(utc_now())
    with closing(service.tablet(tmp_path, transport, 2, clock)) as tablet:
        sent = send_reviews(service, tablet, clock)

        assert transport.killed >= 1
        assert service.is_running
        assert tablet.outbox() == []
        assert_each_arrived_once(service, sent)


def test_stopping_leaves_nothing_behind(service: RunningService) -> None:
    if not service.is_running:
        service.start()

    assert service.stop() == 0

    assert service.postgres() == set()
