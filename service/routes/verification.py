"""What waits for verifiers."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from schemas.accounts import VERIFIERS, Actor
from schemas.bulk import Bulk, BulkAnswer
from schemas.selections import Select, Selection, SelectionAsked
from schemas.worklists import Worklist, WorklistAsked
from service import problems
from service.actions import bulk, selections, worklists
from service.auth.guards import only
from service.http.bodies import json_body
from service.http.openapi import refusals
from service.http.queries import query
from service.http.repeats import idempotency_key
from service.store.database import Database


class VerificationController(Controller):
    """The verifiers' desk."""

    path = "/v1/verification"
    tags = ("Verification",)

    @get(
        "/worklist",
        operation_id="verification_worklist",
        dependencies={"asked": query(WorklistAsked)},
        responses=refusals(problems.FORBIDDEN),
    )
    async def worklist(
        self,
        asked: NamedDependency[WorklistAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Worklist:
        """List what waits to be verified, with counts of all that the filters let through."""
        return await worklists.worklist(database, asked, actor, now)

    @post(
        "/selections",
        operation_id="verification_select",
        status_code=HTTP_201_CREATED,
        guards=[only(*VERIFIERS)],
        dependencies={"asked": json_body(Select)},
        responses=refusals(problems.FORBIDDEN),
    )
    async def select(
        self,
        asked: NamedDependency[Select],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Selection:
        """Select what may be approved in bulk, at the revisions of this moment.

        Everything that the filter finds in a state that bulk approval leaves is listed: as an item, or as excluded
        with reasons. A selection holds 5,000 and says how many more there are. It lasts half an hour.
        """
        return await selections.select(database, asked, actor, now)

    @get(
        "/selections/{selection_id:uuid}",
        operation_id="verification_selection",
        guards=[only(*VERIFIERS)],
        dependencies={"asked": query(SelectionAsked)},
        responses=refusals(problems.FORBIDDEN, problems.NOT_FOUND),
    )
    async def selection(
        self,
        selection_id: FromPath[UUID],
        asked: NamedDependency[SelectionAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Selection:
        """Show a selection of one's own again: the same list at the same revisions, each as it stands now."""
        return await selections.show(database, selection_id, asked, actor, now)

    @post(
        "/bulk",
        operation_id="verification_bulk",
        status_code=HTTP_200_OK,
        guards=[only(*VERIFIERS)],
        dependencies={"command": json_body(Bulk), "key": idempotency_key()},
        responses=refusals(
            problems.FORBIDDEN, problems.IDEMPOTENCY_IN_FLIGHT, problems.IDEMPOTENCY_KEY_REUSED
        ),
    )
    async def bulk(
        self,
        command: NamedDependency[Bulk],
        key: NamedDependency[str | None],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> BulkAnswer:
        """Approve many reviews, each at exactly the revision that the verifier saw.

        Every item is answered by itself, in the order of the request. Ids are named once each. Items are approved
        a thousand at a time: a request that broke off is completed by the same one under its Idempotency-Key.
        """
        return await bulk.approve(database, command, key, actor, now)
