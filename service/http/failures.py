"""What went wrong, as the one kind of answer that callers get for it: a problem document (RFC 9457)."""

import logging
import re
import traceback
from typing import Any

import asyncpg
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE, HTTP_500_INTERNAL_SERVER_ERROR

from schemas.base import Issue, Malformed, escape
from service.http.methods import methods_of
from service.problems import (
    INTERNAL,
    MALFORMED,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    TOO_LARGE,
    UNAVAILABLE,
    Problem,
)

PROBLEM_JSON = "application/problem+json"
RETRY_SECONDS = 1
"""A database that restarts, a deadlock or an exhausted pool is usually over in a moment."""

log = logging.getLogger("tamar")

TRANSIENT = (
    ConnectionError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
)
"""The database is away, full, stopping, too slow, or took another transaction first."""


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The one exception handler: every failure of every route ends here."""
    request_id = request.state.request_id
    problem = as_problem(request, error)
    if problem.refusal is INTERNAL:
        log.error("failed", exc_info=error, extra={"fields": {"request_id": request_id}})
    elif is_transient(error):
        cause = type(error).__name__
        log.warning("unavailable", extra={"fields": {"request_id": request_id, "cause": cause}})
    return Response(
        problem.body(request_id),
        status_code=problem.status,
        headers=dict(problem.headers),
        media_type=PROBLEM_JSON,
    )


def as_problem(request: Request[Any, Any, Any], error: Exception) -> Problem:
    """The refusal that this failure amounts to; what nobody foresaw is `internal`, without a detail."""
    match error:
        case Problem():
            return error
        case Malformed():
            return MALFORMED.problem(issues=error.issues)
        case HTTPException() if error.status_code < HTTP_500_INTERNAL_SERVER_ERROR:
            return _refused_by_framework(request, error)
        case _ if is_transient(error):
            return UNAVAILABLE.problem(retry_after=RETRY_SECONDS)
        case _:
            return INTERNAL.problem()


def is_transient(error: Exception) -> bool:
    """Whether the same request may well succeed in a moment, because only the database was not there for it."""
    if isinstance(error, asyncpg.InterfaceError):
        return re.search(r"clos(ed|ing)", str(error)) is not None
    return isinstance(error, TRANSIENT) or (isinstance(error, OSError) and _is_from_driver(error))


def _is_from_driver(error: Exception) -> bool:
    """A socket that isn't there is a missing file, like many that have nothing to do with the database."""
    frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__))
    return any(str(frame.f_globals.get("__name__")).startswith("asyncpg.") for frame in frames)


def _refused_by_framework(request: Request[Any, Any, Any], error: HTTPException) -> Problem:
    match error:
        case NotFoundException():
            return NOT_FOUND.problem()
        case MethodNotAllowedException():
            allowed = ", ".join(methods_of(request.app, request.scope["path"]))
            return METHOD_NOT_ALLOWED.problem(f"It answers to {allowed}.", headers={"Allow": allowed})
        case ValidationException():
            return MALFORMED.problem(issues=_issues(error))
        case _ if error.status_code == HTTP_413_REQUEST_ENTITY_TOO_LARGE:
            return TOO_LARGE.problem()
        case _:
            return MALFORMED.problem(error.detail)


def _issues(error: ValidationException) -> list[Issue]:
    faults = error.extra if isinstance(error.extra, list) else []
    return [
        Issue(
            pointer=f"/{fault.get('source', 'query')}/{escape(str(fault.get('key', '')))}",
            code="invalid",
            params={"detail": str(fault.get("message", ""))},
        )
        for fault in faults
    ]
