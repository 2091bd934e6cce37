"""What the service says about itself: a greeting, the contract for programs, and the same for people."""

from typing import Any

from litestar import Controller, Litestar, MediaType, Request, Response, get

from schemas.assessments import Assessment
from schemas.base import encode
from schemas.discharges import AssessmentView, PulledAssessment, PulledReferral
from schemas.forms import FormVersion
from schemas.people import PulledPackage, PulledPerson
from schemas.pulls import PulledDraft, PulledOutcome, PulledSubmission, PullRow
from schemas.questions import CouncilForm
from schemas.records import VerifiedRecord
from schemas.reviews import Finding, Review
from schemas.rulesets import CouncilRuleset, Ruleset
from schemas.submission_views import RevisionView, SubmissionView
from schemas.submissions import Withdraw
from schemas.sync import Op, Outcome, Push, Result
from service.http import reference
from service.http.document import document
from service.http.shapes import Carried

CARRIED: Carried = {
    (Push, "ops"): (Op, Any),
    (Op, "body"): (Review, Assessment, Withdraw, Any),
    (Outcome, "findings"): (list[Finding],),
    (Result, "findings"): (list[Finding],),
    (PullRow, "body"): (
        PulledPerson,
        PulledPackage,
        PulledSubmission,
        PulledOutcome,
        PulledReferral,
        PulledAssessment,
        PulledDraft,
        CouncilForm,
        FormVersion,
        CouncilRuleset,
        Ruleset,
    ),
    (PulledSubmission, "body"): (Review,),
    (PulledDraft, "body"): (Review, Any),
    (PulledAssessment, "body"): (Assessment,),
    (AssessmentView, "body"): (Assessment,),
    (SubmissionView, "body"): (Review,),
    (RevisionView, "body"): (Review,),
    (VerifiedRecord, "answers"): (Review,),
}
"""What members hold that the service passes on as bytes, or reads one by one: an op may be Any, and is kept."""

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def contract(app: Litestar) -> dict[str, Any]:
    """The OpenAPI document of these routes."""
    return document(app, CARRIED)


class DocumentationController(Controller):
    """For people who want to know what this is, and for programs that are written against it."""

    opt = {"public": True}
    include_in_schema = False

    @get("/openapi.json", sync_to_thread=False)
    def openapi(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        return Response(encode(_contract_of(request.app)), media_type="application/json")

    @get("/", sync_to_thread=False)
    def greeting(self) -> Response[str]:
        return _page(reference.greeting())

    @get("/docs", sync_to_thread=False)
    def docs(self, request: Request[Any, Any, Any]) -> Response[str]:
        return _page(reference.reference(_contract_of(request.app)))

    @get("/problems", sync_to_thread=False)
    def problems(self) -> Response[str]:
        return _page(reference.problems())

    @get("/style.css", sync_to_thread=False)
    def style(self) -> Response[str]:
        return Response(reference.STYLE, media_type="text/css")


def _contract_of(app: Litestar) -> dict[str, Any]:
    """Put together when it is first asked for."""
    if "contract" not in app.state:
        app.state.contract = contract(app)
    made: dict[str, Any] = app.state.contract
    return made


def _page(html: str) -> Response[str]:
    return Response(html, media_type=MediaType.HTML, headers={"Content-Security-Policy": PAGE_POLICY})
