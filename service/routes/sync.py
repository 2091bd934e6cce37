"""What tablets talk to: hello, push, pull, and what became of work that needs a person."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency, Provide
from litestar.status_codes import HTTP_200_OK
from msgspec.structs import replace

from schemas.accounts import Actor
from schemas.deposits import Deposit, DepositAnswer
from schemas.explanations import ExplainAsked, Explanation
from schemas.pulls import Pull, PullAnswer
from schemas.repairs import Manifest, ManifestAsked, Reconcile, Reconciled
from schemas.sync import MAX_BYTES, Hello, Push, PushAnswer
from schemas.waiting import WaitAnswer, WaitAsked
from service import problems
from service.auth.guards import caller_address, presented_secret, provide_identity
from service.auth.identity import Identity
from service.http.bodies import batch_body, json_body
from service.http.dependencies import BUSY
from service.http.openapi import refusals
from service.http.queries import query
from service.metrics import Metrics
from service.store.database import Database
from service.sync import deposits, explaining, pull, push, repairs, waiting
from service.sync.waiting import Waiters

T = TypeVar("T")


class SyncController(Controller):
    """The traffic of tablets, which work offline and send when they can."""

    path = "/v1/sync"
    tags = ("Sync",)

    @get(
        "/hello",
        operation_id="sync_hello",
        dependencies={"identity": Provide(provide_identity, sync_to_thread=False)},
        responses=refusals(problems.DEVICE_REQUIRED),
    )
    async def hello(
        self,
        identity: NamedDependency[Identity],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Hello:
        """Tell a tablet what it may hold, what it may send, and which forms and rulesets are in use."""
        device_id, location_id = device_of(actor)
        lease = identity.statements.lease(actor.account_id, device_id, now)
        return replace(await pull.hello(database, location_id, actor, now), offline_lease=lease)

    @post(
        "/push",
        operation_id="sync_push",
        opt=BUSY,
        status_code=HTTP_200_OK,
        request_max_body_size=MAX_BYTES,
        dependencies={"envelope": batch_body(Push, "ops")},
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
        opt=BUSY,
        status_code=HTTP_200_OK,
        dependencies={"ask": json_body(Pull)},
        responses=refusals(
            problems.DEVICE_REQUIRED, problems.CURSOR_UNREADABLE, problems.PROTOCOL_UNSUPPORTED
        ),
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

    @get(
        "/wait",
        operation_id="sync_wait",
        dependencies={"asked": query(WaitAsked)},
        responses=refusals(problems.DEVICE_REQUIRED, problems.CURSOR_UNREADABLE),
    )
    async def wait(
        self,
        request: Request[Any, Any, Any],
        asked: NamedDependency[WaitAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        waiters: NamedDependency[Waiters],
        now: NamedDependency[datetime],
    ) -> WaitAnswer:
        """Wait until there is something to pull; an event says only how far a scope has come."""
        _, location_id = device_of(actor)
        return await unless_gone(
            request, waiting.wait(database, waiters, asked, location_id, actor, now), WaitAnswer(scopes=[])
        )

    @get(
        "/explain",
        operation_id="sync_explain",
        dependencies={"asked": query(ExplainAsked)},
        responses=refusals(problems.FORBIDDEN, problems.NOT_FOUND),
    )
    async def explain(
        self,
        asked: NamedDependency[ExplainAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Explanation:
        """Say by which rules a tablet holds something or doesn't, for staff of the authority and for the tablet itself.

        Of what is another authority's, or was never the location's, it says no more than of what doesn't exist.
        """
        return await explaining.explain(database, asked, actor, now)

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

    @post(
        "/deposit",
        operation_id="sync_deposit",
        opt={"public": True},
        status_code=HTTP_200_OK,
        request_max_body_size=MAX_BYTES,
        dependencies={
            "asked": batch_body(Deposit, "ops"),
            "credential": Provide(presented_secret, sync_to_thread=False),
            "address": Provide(caller_address, sync_to_thread=False),
        },
        responses=refusals(
            problems.NOT_AUTHENTICATED,
            problems.DEVICE_DIFFERS,
            problems.DEVICE_SUSPENDED,
            problems.PUSH_IN_PROGRESS,
            problems.TOO_MANY_OPS,
            problems.TOO_MANY_REQUESTS,
        ),
    )
    async def deposit(
        self,
        asked: NamedDependency[Deposit],
        credential: NamedDependency[str],
        address: NamedDependency[str],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> DepositAnswer:
        """Hand in work from a tablet that may not sync; it is kept for staff, and only receipted.

        `Authorization: Bearer` carries the `deposit_token` that the author was given at a log-in on this tablet.
        A tablet that has wiped itself says so here, with an op `ack_wipe` that echoes the nonce of its order.
        """
        return await deposits.deposit(database, asked, credential, address, now)


async def unless_gone(request: Request[Any, Any, Any], answer: Coroutine[Any, Any, T], otherwise: T) -> T:
    """The answer, or `otherwise` as soon as nobody waits for it any more."""
    answering = asyncio.create_task(answer)
    gone = asyncio.create_task(_hung_up(request))
    try:
        await asyncio.wait({answering, gone}, return_when=asyncio.FIRST_COMPLETED)
        return answering.result() if answering.done() else otherwise
    finally:
        answering.cancel()
        gone.cancel()
        await asyncio.gather(answering, gone, return_exceptions=True)


async def _hung_up(request: Request[Any, Any, Any]) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def device_of(actor: Actor) -> tuple[UUID, UUID]:
    """The device that the token was issued to, and its location; without one there is nothing to sync."""
    if actor.device_id is None or actor.device_location_id is None:
        raise problems.DEVICE_REQUIRED.problem()
    return actor.device_id, actor.device_location_id
