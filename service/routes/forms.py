"""Forms as tablets fill them in."""

from datetime import datetime
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from schemas.accounts import Actor
from schemas.catalogue import FormCheck, FormList
from schemas.forms import FormVersion
from schemas.questions import OpenQuestions, QuestionsDraft, QuestionSetList, QuestionSetView
from schemas.sync import MAX_BODY_BYTES
from service.actions import questions, rulesets
from service.auth.guards import only
from service.http.bodies import JSON, Body, json_body, require_media_type
from service.http.openapi import refusals
from service.http.validators import if_none_match, unless_known
from service.problems import FORBIDDEN, NOT_FOUND, UNAVAILABLE, WRONG_STATE
from service.store.database import Database
from service.sync import catalogue
from workflows import checks
from workflows.forms import FORMS, FormKey


async def json_object(request: Request[Any, Any, Any]) -> bytes:
    """The bytes of a JSON document that may be anything: what is wrong with it is the answer, no refusal."""
    require_media_type(request, JSON)
    return await request.body()


class FormController(Controller):
    """The forms in use: what a tablet asks, and what the service makes of the answers."""

    path = "/v1/forms"
    tags = ("Forms",)

    @get("/", operation_id="form_list")
    async def forms(
        self,
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> FormList:
        """List the forms in use with their versions, and which of them a council is closing or has not opened yet."""
        async with database.tx(actor, now, readonly=True) as db:
            return FormList(items=(await catalogue.of(db, actor.authority_ids, now)).forms(now))

    @get(
        "/{form:str}/versions/{version:int}",
        operation_id="form_get",
        dependencies={"held": if_none_match()},
        responses=refusals(NOT_FOUND),
        sync_to_thread=False,
    )
    def form(
        self, form: FromPath[str], version: FromPath[int], held: NamedDependency[str | None]
    ) -> Response[FormVersion]:
        """Show one version of a form: its schema, its sections as a tablet shows them, and one complete example."""
        return unless_known(FORMS[_known(form, version)].shown(), held)

    @post(
        "/{form:str}/versions/{version:int}/check",
        operation_id="form_check",
        status_code=HTTP_200_OK,
        request_max_body_size=MAX_BODY_BYTES,
        dependencies={"answers": Body(dict[str, Any], JSON, json_object)},
        responses=refusals(NOT_FOUND),
    )
    async def check(
        self,
        form: FromPath[str],
        version: FromPath[int],
        answers: NamedDependency[bytes],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> FormCheck:
        """Say what would be made of these answers if they came in: faults, findings, the report and the rating.

        Send `{"body": answers, "on": "2026-06-03"}`, or the answers alone to have them looked at as of today.
        Answers that are no instance of the form are no refusal: `issues` says where, with pointers into them.
        Rated is by the rules in force for the caller's council, if there is one only, and answers to its own
        questions are looked at. Nothing is kept. What depends on who sends it, or on what is known of the person, is
        not looked at.
        """
        asked_for = _known(form, version)
        question = checks.asked(answers)
        rules = await rulesets.in_force(database, actor, now)
        own = await questions.of_callers_council(database, asked_for, actor, now)
        return checks.check(asked_for, bytes(question.body), checks.received_at(question, now), rules, own)

    @get(
        "/{form:str}/versions/{version:int}/questions",
        operation_id="questions_list",
        responses=refusals(NOT_FOUND),
    )
    async def own_questions(
        self,
        form: FromPath[str],
        version: FromPath[int],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> QuestionSetList:
        """List what councils ask of their own beside this version of a form, newest first.

        These are the councils that the caller works with; drafts are seen by the council's staff alone.
        """
        return await questions.listing(database, _known(form, version), actor, now)

    @post(
        "/{form:str}/versions/{version:int}/questions",
        operation_id="questions_draft",
        status_code=HTTP_201_CREATED,
        guards=[only(*questions.MAY_DECIDE)],
        dependencies={"given": json_body(QuestionsDraft)},
        responses=refusals(NOT_FOUND, FORBIDDEN, UNAVAILABLE),
    )
    async def draft_questions(
        self,
        form: FromPath[str],
        version: FromPath[int],
        given: NamedDependency[QuestionsDraft],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> QuestionSetView:
        """Write the next version of a council's own questions, all of them; it is a draft until it is opened.

        A set that can't be asked is refused with a pointer for everything that is wrong with it. `mappings` say how
        answers to the version that is asked now become answers to this one.
        """
        return await questions.draft(database, _known(form, version), given, actor, now)

    @post(
        "/{form:str}/versions/{version:int}/questions/{number:int}/open",
        operation_id="questions_open",
        status_code=HTTP_200_OK,
        guards=[only(*questions.MAY_DECIDE)],
        dependencies={"command": json_body(OpenQuestions)},
        responses=refusals(NOT_FOUND, FORBIDDEN, WRONG_STATE),
    )
    async def open_questions(
        self,
        form: FromPath[str],
        version: FromPath[int],
        number: FromPath[int],
        command: NamedDependency[OpenQuestions],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> QuestionSetView:
        """Ask a drafted version from now on: tablets get it with their next pull.

        Work that answers the version before is taken in for `accept_for_days` more, 60 if not said; what comes later is
        kept for the council's staff.
        """
        return await questions.open_(database, _known(form, version), number, command, actor, now)


def _known(form: str, version: int) -> FormKey:
    if (form, version) not in FORMS:
        raise NOT_FOUND.problem("There is no such version of a form.")
    return form, version
