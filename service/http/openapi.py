"""The published contract: made from the routes, the Structs and the one list of refusals."""

from dataclasses import dataclass

from litestar.openapi import ResponseSpec

from schemas.base import Issue, View
from service.problems import Refusal


class ProblemDocument(View, frozen=True, kw_only=True):
    """A refusal (RFC 9457): `code` is stable; `issues` point into the body, or at /query and /path."""

    type: str
    title: str
    status: int
    detail: str = ""
    code: str
    issues: list[Issue]
    request_id: str


@dataclass
class Refused(ResponseSpec):
    """All refusals of one status, as Litestar wants to be told about an answer."""

    refusals: tuple[Refusal, ...] = ()


def refusals(*ways: Refusal) -> dict[int, ResponseSpec]:
    """How this operation can refuse, beyond what all do: `@get(..., responses=refusals(NOT_FOUND, FORBIDDEN))`."""
    by_status: dict[int, ResponseSpec] = {}
    for status in sorted({way.status for way in ways}):
        same = tuple(way for way in ways if way.status == status)
        by_status[status] = Refused(ProblemDocument, generate_examples=False, refusals=same)
    return by_status
