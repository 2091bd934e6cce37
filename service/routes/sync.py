"""What tablets talk to: hello, push, pull, and what became of work that needs a person."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.status_codes import HTTP_200_OK

from schemas.accounts import Actor
from schemas.repairs import Manifest, ManifestAsked, Reconcile, Reconciled
from schemas.sync import MAX_BYTES, Hello, Pull, PullAnswer, Push, PushAnswer
from service import problems
from service.http.bodies import json_body
from service.http.openapi import refusals
from service.metrics import Metrics
from service.store.database import Database
from service.sync import pull, push, repairs


class SyncController(Controller):
    """The traffic of tablets, which work offline and send when they can."""

    path = "/v1/sync"
    tags = ("Sync",)

    @get("/hello", operation_id="sync_hello", responses=refusals(problems.DEVICE_REQUIRED))
    async def hello(
        self,
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Hello:
        """Tell a tablet what it may hold, what it may send, and which forms and rulesets are in use."""
        _, location_id = device_of(actor)
        return await pull.hello(database, location_id, actor, now)

    @post(
        "/push",
        operation_id="sync_push",
        status_code=HTTP_200_OK,
        request_max_body_size=MAX_BYTES,
        dependencies={"envelope": json_body(Push)},
        responses=refusals(
            problems.DEVICE_REQUIRED,
            problems.DEVICE_DIFFERS,
            problems.PUSH_IN_PROGRESS,
            problems.TOO_MANY_OPS,
        ),
    )
    async def push(
        self,
        envelope: NamedDependency[Push],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        metrics: NamedDependency[Metrics],
        now: NamedDependency[datetime],
    ) -> PushAnswer:
        """Take in a batch of work; every op gets its own outcome, the same however often it is sent."""
        device_id, location_id = device_of(actor)
        if envelope.device_id != device_id:
            raise problems.DEVICE_DIFFERS.problem()
        answer = await push.push(database, envelope, location_id, actor, now)
        metrics.pushed(answer.results)
        return answer

    @post(
        "/pull",
        operation_id="sync_pull",
        status_code=HTTP_200_OK,
        dependencies={"ask": json_body(Pull)},
        responses=refusals(problems.DEVICE_REQUIRED, problems.CURSOR_UNREADABLE),
    )
    async def pull(
        self,
        ask: NamedDependency[Pull],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> PullAnswer:
        """Answer what changed since the cursor, for the people of the device's location."""
        device_id, location_id = device_of(actor)
        return await pull.pull(database, ask, device_id, location_id, actor, now)

    @post(
        "/manifest",
        operation_id="sync_manifest",
        status_code=HTTP_200_OK,
        dependencies={"asked": json_body(ManifestAsked)},
        responses=refusals(problems.DEVICE_REQUIRED, problems.NOT_FOUND),
    )
    async def manifest(
        self,
        asked: NamedDependency[ManifestAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Manifest:
        """List what the device has to hold of a scope, so that one whose digest differs fetches the difference."""
        _, location_id = device_of(actor)
        return await repairs.manifest(database, asked, location_id, actor, now)

    @post(
        "/reconcile",
        operation_id="sync_reconcile",
        status_code=HTTP_200_OK,
        dependencies={"asked": json_body(Reconcile)},
        responses=refusals(problems.DEVICE_REQUIRED),
    )
    async def reconcile(
        self,
        asked: NamedDependency[Reconcile],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Reconciled:
        """Say which of the caller's answered ops got lost when the service was restored, to be sent again."""
        device_of(actor)
        return await repairs.reconcile(database, asked, actor, now)


def device_of(actor: Actor) -> tuple[UUID, UUID]:
    """The device that the token was issued to, and its location; without one there is nothing to sync."""
    if actor.device_id is None or actor.device_location_id is None:
        raise problems.DEVICE_REQUIRED.problem()
    return actor.device_id, actor.device_location_id
