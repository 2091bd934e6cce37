"""What went wrong, as the one kind of answer that callers get for it: a problem document (RFC 9457)."""

import logging
import re
from typing import Any

import asyncpg
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE

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
        case HTTPException() if error.status_code < HTTP_500:
            return _refused_by_framework(request, error)
        case _ if is_transient(error):
            return UNAVAILABLE.problem(retry_after=RETRY_SECONDS)
        case _:
            return INTERNAL.problem()


HTTP_500 = 500


def is_transient(error: Exception) -> bool:
    """Whether the same request may well succeed in a moment, because only the database was not there for it."""
    closed = isinstance(error, asyncpg.InterfaceError) and re.search(r"clos(ed|ing)", str(error))
    return isinstance(error, TRANSIENT) or bool(closed)


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
