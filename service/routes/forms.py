"""Forms as tablets fill them in."""

from datetime import datetime
from typing import Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from schemas.catalogue import FormCheck, FormList
from schemas.forms import FormVersion
from schemas.sync import MAX_BODY_BYTES
from service.http.bodies import JSON, Body, require_media_type
from service.http.openapi import refusals
from service.problems import NOT_FOUND
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

    @get("/", operation_id="form_list", sync_to_thread=False)
    def forms(self) -> FormList:
        """List the forms in use with their versions."""
        return FormList(items=catalogue.forms())

    @get(
        "/{form:str}/versions/{version:int}",
        operation_id="form_get",
        responses=refusals(NOT_FOUND),
        sync_to_thread=False,
    )
    def form(self, form: FromPath[str], version: FromPath[int]) -> FormVersion:
        """Show one version of a form: its schema, its sections as a tablet shows them, and one complete example."""
        return FORMS[_known(form, version)].shown()

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
        now: NamedDependency[datetime],
    ) -> FormCheck:
        """Say what would be made of these answers if they came in: faults, findings, the report and the rating.

        Send `{"body": answers, "on": "2026-06-03"}`, or the answers alone to have them looked at as of today.
        Answers that are no instance of the form are no refusal: `issues` says where, with pointers into them.
        Nothing is kept. What depends on who sends it, or on what is known of the person, is not looked at.
        """
        asked_for = _known(form, version)
        question = checks.asked(answers)
        return checks.check(asked_for, bytes(question.body), checks.received_at(question, now))


def _known(form: str, version: int) -> FormKey:
    if (form, version) not in FORMS:
        raise NOT_FOUND.problem("There is no such version of a form.")
    return form, version
