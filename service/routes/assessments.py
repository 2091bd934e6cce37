"""Assessments before a discharge: what homes decide about them, what weekends need, and how arrivals went."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from schemas.accounts import Actor
from schemas.discharges import AssessmentView, CheckArrival, HomeDecisionView, NoteArrival
from schemas.referrals import DecideAsHome
from schemas.weekend import OverrideCheck, WeekendReadiness
from service.actions import assessments, boards
from service.auth.guards import only
from service.http.bodies import JSON, json_body
from service.http.openapi import refusals
from service.http.repeats import idempotency_key
from service.http.revisions import etag
from service.problems import (
    DECISION_INCOMPLETE,
    FORBIDDEN,
    IDEMPOTENCY_IN_FLIGHT,
    IDEMPOTENCY_KEY_REUSED,
    NOT_FOUND,
    STALE_REVISION,
    WRONG_STATE,
)
from service.store.database import Database


class AssessmentController(Controller):
    """Assessments within the caller's reach; they are made on tablets and arrive by the sync protocol."""

    path = "/v1/assessments"
    tags = ("Discharge",)
    guards = (only(*boards.READERS),)

    @get("/{assessment_id:uuid}", operation_id="assessment_get", responses=refusals(FORBIDDEN, NOT_FOUND))
    async def show(
        self,
        assessment_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Response[AssessmentView]:
        """Show one assessment whole, its weekend checks judged as of now; its revision is the ETag."""
        shown = await assessments.show(database, assessment_id, actor, now)
        return Response(shown, headers=etag(shown.rev))

    @post(
        "/{assessment_id:uuid}/decisions",
        operation_id="assessment_decide",
        dependencies={"given": json_body(DecideAsHome), "key": idempotency_key()},
        responses={
            HTTP_201_CREATED: ResponseSpec(HomeDecisionView, generate_examples=False),
            **refusals(
                FORBIDDEN,
                NOT_FOUND,
                STALE_REVISION,
                WRONG_STATE,
                DECISION_INCOMPLETE,
                IDEMPOTENCY_IN_FLIGHT,
                IDEMPOTENCY_KEY_REUSED,
            ),
        },
    )
    async def decide(
        self,
        assessment_id: FromPath[UUID],
        given: NamedDependency[DecideAsHome],
        key: NamedDependency[str | None],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Response[bytes]:
        """Decide for a home, as its registered manager or a deputy whom the agreement names.

        An acceptance names the room, one with conditions who sees to each by when, a decline a code and a reason.
        A decline asks the next home at once, and this one sees the person no more.
        """
        answer = await assessments.decide(database, assessment_id, given, actor, now, key)
        return Response(answer, media_type=JSON)

    @post(
        "/{assessment_id:uuid}/checks",
        operation_id="assessment_override_check",
        status_code=HTTP_200_OK,
        dependencies={"given": json_body(OverrideCheck)},
        responses=refusals(FORBIDDEN, NOT_FOUND, WRONG_STATE),
    )
    async def override(
        self,
        assessment_id: FromPath[UUID],
        given: NamedDependency[OverrideCheck],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> WeekendReadiness:
        """Override a weekend check with a reason, or say who sees to it by when.

        It counts as long as the evidence is what its maker saw: the check is judged anew when the answers change.
        """
        return await assessments.override(database, assessment_id, given, actor, now)

    @post(
        "/{assessment_id:uuid}/arrived",
        operation_id="assessment_note_arrival",
        status_code=HTTP_200_OK,
        dependencies={"given": json_body(NoteArrival)},
        responses=refusals(FORBIDDEN, NOT_FOUND, WRONG_STATE, DECISION_INCOMPLETE),
    )
    async def note_arrival(
        self,
        assessment_id: FromPath[UUID],
        given: NamedDependency[NoteArrival],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> AssessmentView:
        """Say that the person has come, as the home that took them: they live there from now on.

        No package is made up for them: that one is to be set up is said on the board and in the record.
        """
        return await assessments.note_arrival(database, assessment_id, given, actor, now)

    @post(
        "/{assessment_id:uuid}/arrival",
        operation_id="assessment_check_arrival",
        status_code=HTTP_200_OK,
        dependencies={"given": json_body(CheckArrival)},
        responses=refusals(FORBIDDEN, NOT_FOUND, WRONG_STATE, DECISION_INCOMPLETE),
    )
    async def check_arrival(
        self,
        assessment_id: FromPath[UUID],
        given: NamedDependency[CheckArrival],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> AssessmentView:
        """Say, 24 to 72 hours after they came, whether the person was as described; what wasn't right needs words.

        Said earlier or later it is kept and marked, and counts for nothing.
        """
        return await assessments.check_arrival(database, assessment_id, given, actor, now)
