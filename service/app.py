"""The application: everything that answers to HTTP, put together in one place."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, cast

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ASGIApp, ControllerRouterHandler

from service.auth.guards import provide_actor
from service.auth.identity import Identity
from service.auth.middleware import BearerAuthentication
from service.http.dependencies import provided_simply
from service.http.entry import MIB, Entry
from service.http.failures import answer
from service.http.front import front_door
from service.keeping.files import Files
from service.metrics import Metrics
from service.routes.agreements import AgreementController
from service.routes.assessments import AssessmentController
from service.routes.attachments import AttachmentController
from service.routes.boards import BoardController
from service.routes.concerns import ConcernController
from service.routes.delegations import DelegationController
from service.routes.devices import DeviceController
from service.routes.documentation import DocumentationController
from service.routes.forms import FormController
from service.routes.health import HealthController
from service.routes.imports import ImportController
from service.routes.insights import InsightController
from service.routes.metrics import MetricsController
from service.routes.organisations import OrganisationController
from service.routes.overrides import OverrideController
from service.routes.people import PackageController, PersonController
from service.routes.policies import PolicyController
from service.routes.pushes import RecordController
from service.routes.quarantine import QuarantineController
from service.routes.referrals import ReferralController
from service.routes.rulesets import RulesetController
from service.routes.sessions import SessionController
from service.routes.staff import StaffController
from service.routes.submissions import SubmissionController, submission_actions
from service.routes.sync import SyncController
from service.routes.training import TrainingController
from service.routes.verification import VerificationController
from service.settings import Settings
from service.store.database import Database
from service.store.figures import Figures
from service.sync.waiting import Waiters

Clock = Callable[[], datetime]
Around = Callable[[ASGIApp], ASGIApp]

CONTROLLERS: tuple[ControllerRouterHandler, ...] = (
    AgreementController,
    AssessmentController,
    AttachmentController,
    BoardController,
    ConcernController,
    DelegationController,
    DeviceController,
    DocumentationController,
    FormController,
    HealthController,
    ImportController,
    MetricsController,
    InsightController,
    OrganisationController,
    OverrideController,
    PackageController,
    PersonController,
    PolicyController,
    QuarantineController,
    RecordController,
    ReferralController,
    RulesetController,
    SessionController,
    StaffController,
    SubmissionController,
    SyncController,
    TrainingController,
    VerificationController,
    submission_actions,
)


def create_app(
    settings: Settings,
    database: Database,
    clock: Clock,
    identity: Identity | None = None,
    around: Around = lambda app: app,
) -> Litestar:
    """The whole service over this database; `clock` answers the present time in UTC, `around` may watch requests.

    The pool is opened and closed with the application's lifespan; who serves it without one opens it before.
    Raises BadSetting if the signing key or the address of the scanner can't be used.
    """
    metrics = Metrics()
    state = State({"metrics": metrics, **memory(settings, database, clock, identity)})
    app = provided_simply(
        routes(middleware=[Entry(), BearerAuthentication()], lifespan=[opened], state=state)
    )
    app.asgi_handler = front_door(around(app.asgi_handler), metrics.answered)
    return app


def memory(
    settings: Settings, database: Database, clock: Clock, identity: Identity | None = None
) -> dict[str, Any]:
    """All that a process keeps in mind from one request to the next, as it begins."""
    return {
        "settings": settings,
        "database": database,
        "clock": clock,
        "identity": identity or Identity.of(settings, database),
        "figures": Figures(database),
        "waiters": Waiters(database, clock),
        "files": Files.of(settings),
    }


def routes(**served: Any) -> Litestar:
    """Every route with what it asks for; alone it is enough to describe them, not to serve them."""
    return Litestar(
        CONTROLLERS,
        dependencies={name: Provide(one, sync_to_thread=False) for name, one in PROVIDED.items()},
        exception_handlers={Exception: answer},
        logging_config=None,
        openapi_config=None,
        request_max_body_size=MIB,
        **served,
    )


@asynccontextmanager
async def opened(app: Litestar) -> AsyncIterator[None]:
    """Keep the pool of connections open while the application runs."""
    await app.state.database.open()
    try:
        yield
    finally:
        await app.state.database.close()


def provide_settings(state: State) -> Settings:
    return cast(Settings, state.settings)


def provide_database(state: State) -> Database:
    return cast(Database, state.database)


def provide_metrics(state: State) -> Metrics:
    return cast(Metrics, state.metrics)


def provide_figures(state: State) -> Figures:
    return cast(Figures, state.figures)


def provide_files(state: State) -> Files:
    return cast(Files, state.files)


def provide_waiters(state: State) -> Waiters:
    return cast(Waiters, state.waiters)


def provide_now(state: State) -> datetime:
    return cast(Clock, state.clock)()


PROVIDED: dict[str, Callable[..., Any]] = {
    "actor": provide_actor,
    "database": provide_database,
    "figures": provide_figures,
    "files": provide_files,
    "metrics": provide_metrics,
    "now": provide_now,
    "settings": provide_settings,
    "waiters": provide_waiters,
}
