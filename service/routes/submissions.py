"""One submission: what it says, how it was judged, what happened to it, and what a verifier does with it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import ResponseSpec
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED
from msgspec import Meta, Struct

from schemas.accounts import VERIFIERS, Actor
from schemas.base import Payload
from schemas.compliance import SubmissionCompliance
from schemas.corrections import CloseCorrection, DeclineCorrection, OpenCorrection
from schemas.submission_queries import Ask, QueryList, QueryView
from schemas.submission_views import Diff, History, RevisionList, SubmissionView
from schemas.submissions import Action
from schemas.verification import Disclose, Nothing, Rate, Reject, ReturnToReviewer, WaiveEvidence
from schemas.worklists import Cursor, Limit, SubmissionList, SubmissionsAsked
from service import paging, problems
from service.actions import reading, submission_queries, submissions, worklists
from service.http.bodies import JSON, json_body
from service.http.openapi import refusals
from service.http.queries import query
from service.http.repeats import idempotency_key
from service.http.revisions import etag, if_match
from service.problems import Refusal
from service.store.database import Database
from service.store.submissions import NEWEST
from workflows import review_requirements
from workflows.cases import Case
from workflows.reviews import lifecycle
from workflows.transitions import Requirement
from workflows.verification import Command

BODIES: dict[Action, type[Command]] = {
    Action.RETURN: ReturnToReviewer,
    Action.REJECT: Reject,
    Action.DISCLOSE: Disclose,
    Action.RATE: Rate,
    Action.WAIVE_EVIDENCE: WaiveEvidence,
    Action.UN_APPROVE: OpenCorrection,
    Action.CORRECT: OpenCorrection,
    Action.DECLINE_CORRECTION: DeclineCorrection,
    Action.CLOSE_CORRECTION: CloseCorrection,
}
"""What an action needs to be told; all others take an empty object."""

WHEN_UNMET: dict[Requirement[Case], tuple[Refusal, ...]] = {
    review_requirements.nobody_else_has_it: (problems.OPEN_WITH_ANOTHER,),
    review_requirements.the_verifier_has_it: (problems.OPEN_WITH_ANOTHER, problems.OPEN_IT_FIRST),
    review_requirements.a_revision_is_proposed: (problems.NOTHING_TO_TAKE_IN,),
    review_requirements.no_revision_waits: (problems.STALE_REVISION,),
    review_requirements.this_body_has_not_decided: (problems.ALREADY_DECIDED,),
    review_requirements.something_is_withheld: (problems.NOTHING_WITHHELD,),
    review_requirements.its_evidence_has_come: (problems.EVIDENCE_MISSING,),
    review_requirements.evidence_is_missing: (problems.NO_EVIDENCE_MISSING,),
    review_requirements.a_correction_is_requested: (problems.NO_CORRECTION_REQUESTED,),
    review_requirements.nothing_stops_approval: (problems.FINDINGS_STOP_APPROVAL,),
}
"""How a move is refused when a requirement of the table isn't met."""
WHEN_POINTLESS: dict[Action, tuple[Refusal, ...]] = {Action.RATE: (problems.RATING_UNCHANGED,)}
"""How a command is refused that would change nothing."""


class PageAsked(Payload, frozen=True, kw_only=True):
    """Which page of a list."""

    cursor: Cursor | None = None
    limit: Limit = 50


class DiffAsked(Payload, frozen=True, kw_only=True, rename={"from_rev": "from", "to_rev": "to"}):
    """Two revisions to compare."""

    from_rev: Annotated[int, Meta(ge=1, le=NEWEST)]
    to_rev: Annotated[int, Meta(ge=1, le=NEWEST)]


class Number(Struct, frozen=True, array_like=True):
    """Where a page of numbered things ends."""

    n: Annotated[int, Meta(ge=0, le=2**63 - 1)]


class SubmissionController(Controller):
    """Submissions, for those who wrote them and those who verify them."""

    path = "/v1/submissions"
    tags = ("Submissions",)

    @get("/", operation_id="submission_list", dependencies={"asked": query(SubmissionsAsked)})
    async def listing(
        self,
        asked: NamedDependency[SubmissionsAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> SubmissionList:
        """List the submissions about people whom the caller reaches, newest first."""
        return await worklists.submissions(database, asked, actor, now)

    @get("/{submission_id:uuid}", operation_id="submission_get", responses=refusals(problems.NOT_FOUND))
    async def show(
        self,
        submission_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Response[SubmissionView]:
        """Show one submission whole, with what its reader may do next; its revision is the ETag."""
        shown = await reading.submission(database, submission_id, actor, now)
        return Response(shown, headers=etag(shown.rev))

    @get(
        "/{submission_id:uuid}/revisions",
        operation_id="submission_revisions",
        dependencies={"asked": query(PageAsked)},
        responses=refusals(problems.NOT_FOUND),
    )
    async def revisions(
        self,
        submission_id: FromPath[UUID],
        asked: NamedDependency[PageAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> RevisionList:
        """List the revisions as they came and as they were judged, newest first."""
        after = paging.place(asked.cursor, Number)
        below = after.n if after else NEWEST
        found = await reading.revisions(database, submission_id, below, asked.limit + 1, actor, now)
        shown = found[: asked.limit]
        end = Number(shown[-1].rev) if len(found) > asked.limit else None
        return RevisionList(items=shown, next_cursor=paging.cursor(end))

    @get(
        "/{submission_id:uuid}/history",
        operation_id="submission_history",
        dependencies={"asked": query(PageAsked)},
        responses=refusals(problems.NOT_FOUND),
    )
    async def history(
        self,
        submission_id: FromPath[UUID],
        asked: NamedDependency[PageAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> History:
        """List what happened, oldest first: who, in what capacity, when, from, to and why."""
        after = paging.place(asked.cursor, Number)
        found = await reading.history(
            database, submission_id, after.n if after else 0, asked.limit + 1, actor, now
        )
        shown = found[: asked.limit]
        end = Number(shown[-1][0]) if len(found) > asked.limit else None
        return History(items=[event for _, event in shown], next_cursor=paging.cursor(end))

    @get(
        "/{submission_id:uuid}/compliance",
        operation_id="submission_compliance",
        responses=refusals(problems.NOT_FOUND),
    )
    async def compliance(
        self,
        submission_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> SubmissionCompliance:
        """Report what the law and the guidance ask of the review, element by element, and where it is met or not.

        A resource of its own, since it is asked for by whoever checks the whole and not whenever a submission is shown.
        """
        return await reading.compliance(database, submission_id, actor, now)

    @get(
        "/{submission_id:uuid}/queries",
        operation_id="submission_queries",
        responses=refusals(problems.NOT_FOUND),
    )
    async def queries(
        self,
        submission_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> QueryList:
        """List what verifiers asked about the submission, with the answers that came; without one a query is open."""
        return await submission_queries.listing(database, submission_id, actor, now)

    @post(
        "/{submission_id:uuid}/queries",
        operation_id="submission_ask",
        status_code=HTTP_201_CREATED,
        dependencies={"said": json_body(Ask), "key": idempotency_key()},
        responses=refusals(
            problems.NOT_FOUND,
            problems.FORBIDDEN,
            problems.WRONG_STATE,
            problems.STILL_WITHHELD,
            problems.TOO_MANY_QUERIES,
            problems.IDEMPOTENCY_IN_FLIGHT,
            problems.IDEMPOTENCY_KEY_REUSED,
        ),
    )
    async def ask(
        self,
        submission_id: FromPath[UUID],
        said: NamedDependency[Ask],
        key: NamedDependency[str | None],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> QueryView:
        """Ask the author something without returning the review; while it is open, nobody approves it in bulk."""
        return await submission_queries.ask(database, submission_id, said, key, actor, now)

    @get(
        "/{submission_id:uuid}/diff",
        operation_id="submission_diff",
        dependencies={"asked": query(DiffAsked)},
        responses=refusals(problems.NOT_FOUND),
    )
    async def diff(
        self,
        submission_id: FromPath[UUID],
        asked: NamedDependency[DiffAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Diff:
        """Show in what two revisions differ, answer by answer."""
        return await reading.diff(database, submission_id, asked.from_rev, asked.to_rev, actor, now)


def _handler(action: Action) -> HTTPRouteHandler:
    """The operation that carries out one action of the lifecycle's table."""

    async def act(
        submission_id: FromPath[UUID],
        command: NamedDependency[Any],
        seen: NamedDependency[int | None],
        key: NamedDependency[str | None],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Response[bytes]:
        answer = await submissions.move(database, submission_id, action, command, seen, key, actor, now)
        return Response(answer.json, headers=etag(answer.rev), media_type=JSON)

    act.__doc__ = _what_happens(action)
    return post(
        f"/{{submission_id:uuid}}/actions/{action}",
        operation_id=f"submission_{action}",
        status_code=HTTP_200_OK,
        dependencies={
            "command": json_body(BODIES.get(action, Nothing)),
            "seen": if_match(),
            "key": idempotency_key(),
        },
        responses={
            HTTP_200_OK: ResponseSpec(SubmissionView, generate_examples=False),
            **_refusals_of(action),
        },
    )(act)


def _refusals_of(action: Action) -> dict[int, ResponseSpec]:
    """Every way in which this action can be refused: those of all moves, and what the table requires of this one."""
    needs = (need for row in lifecycle.rows(action) for need in (*row.first, *row.when))
    return refusals(
        problems.NOT_FOUND,
        problems.FORBIDDEN,
        problems.PRECONDITION_REQUIRED,
        problems.STALE_REVISION,
        problems.WRONG_STATE,
        problems.IDEMPOTENCY_IN_FLIGHT,
        problems.IDEMPOTENCY_KEY_REUSED,
        *(way for need in needs for way in WHEN_UNMET[need]),
        *WHEN_POINTLESS.get(action, ()),
    )


def _what_happens(action: Action) -> str:
    """The rows of the lifecycle's table for this action, as sentences."""
    moves = (
        f"from {' or '.join(sorted(row.sources))} to {row.to}{f' ({row.effect})' if row.effect else ''}"
        for row in lifecycle.rows(action)
    )
    title = f"{action.replace('_', ' ').capitalize()} the revision that the verifier saw."
    return f"{title}\n\nMoves a submission {'; '.join(moves)}."


VERIFIERS_ACTIONS = [action for action in lifecycle.actions if lifecycle.roles(action) & VERIFIERS]

submission_actions = Router(
    "/v1/submissions",
    route_handlers=[_handler(action) for action in VERIFIERS_ACTIONS],
    tags=("Submissions",),
)
