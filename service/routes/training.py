"""What those who take part have learnt, and what of it runs out."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from schemas.accounts import Actor, Training
from schemas.training import ExpiringAsked, ExpiringList, RecordTraining, TrainingList
from service.actions import training
from service.actions.staff import MAY_SEE_STAFF
from service.auth.guards import only
from service.http.bodies import json_body
from service.http.openapi import refusals
from service.http.queries import query
from service.problems import ALREADY_RECORDED, FORBIDDEN, NOT_FOUND
from service.store.database import Database

RECORDS = only(*training.MAY_RECORD)


class TrainingController(Controller):
    """Courses that people have taken; nothing is ever overwritten or deleted."""

    path = "/v1/staff"
    tags = ("Training",)

    @get(
        "/training",
        operation_id="training_expiring",
        guards=[only(*MAY_SEE_STAFF)],
        dependencies={"asked": query(ExpiringAsked)},
        responses=refusals(FORBIDDEN),
    )
    async def expiring(
        self,
        asked: NamedDependency[ExpiringAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> ExpiringList:
        """List whose training runs out before a day, or has, what runs out first at the front."""
        return await training.expiring(database, asked, actor, now)

    @get("/{account_id:uuid}/training", operation_id="staff_training", responses=refusals(NOT_FOUND))
    async def of(
        self,
        account_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> TrainingList:
        """List what somebody has learnt, the latest first; everybody may see their own."""
        return await training.of(database, account_id, actor, now)

    @post(
        "/{account_id:uuid}/training",
        operation_id="training_record",
        guards=[RECORDS],
        dependencies={"said": json_body(RecordTraining)},
        responses=refusals(FORBIDDEN, NOT_FOUND, ALREADY_RECORDED),
    )
    async def record(
        self,
        account_id: FromPath[UUID],
        said: NamedDependency[RecordTraining],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Training:
        """Record a course that somebody has taken: for their provider's administrator, or the council's."""
        return await training.record(database, account_id, said, actor, now)

    @put(
        "/{account_id:uuid}/training/{training_id:uuid}",
        operation_id="training_correct",
        guards=[RECORDS],
        dependencies={"said": json_body(RecordTraining)},
        responses=refusals(FORBIDDEN, NOT_FOUND, ALREADY_RECORDED),
    )
    async def correct(
        self,
        account_id: FromPath[UUID],
        training_id: FromPath[UUID],
        said: NamedDependency[RecordTraining],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Training:
        """Correct a course, for example by when it runs out. It gets a new id; the old one stays as it was, void."""
        return await training.correct(database, account_id, training_id, said, actor, now)

    @post(
        "/{account_id:uuid}/training/{training_id:uuid}/withdraw",
        operation_id="training_withdraw",
        status_code=HTTP_200_OK,
        guards=[RECORDS],
        responses=refusals(FORBIDDEN, NOT_FOUND),
    )
    async def withdraw(
        self,
        account_id: FromPath[UUID],
        training_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> TrainingList:
        """Take back what was recorded in error; it stays, void, and counts for nothing."""
        return await training.withdraw(database, account_id, training_id, actor, now)
