"""The outcome of a piece of work: accepted, in conflict, held, to be sent again, quarantined or rejected."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from schemas.arrivals import Current
from schemas.corrections import Correction
from schemas.submission_queries import SubmissionQuery
from schemas.submissions import Event, Revision, Submission
from schemas.sync import OpProblem, Status
from workflows.op_problems import problem

WAITING: frozenset[Status] = frozenset({"held", "retry"})
"""Outcomes of work for which something is missing."""


class Verdict(Struct, frozen=True, kw_only=True):
    """The outcome of one op, and what has to be recorded with it."""

    status: Status
    problem: OpProblem | None = None
    submission: Submission | None = None
    """How the submission stands from now on."""
    revision: Revision | None = None
    event: Event | None = None
    correction: Correction | None = None
    query: SubmissionQuery | None = None
    waits_for: tuple[UUID, ...] = ()
    """Ops that are missing, or the submission of which a revision is."""

    def after(self, before: Current | None) -> Current | None:
        """The ground of the next op on the same submission."""
        if self.submission is None:
            return before
        if self.revision is not None:
            return Current(
                submission=self.submission,
                latest_sha256=self.revision.body_sha256,
                latest_role=self.revision.submitter_role,
                last_correction=before.last_correction if before else None,
            )
        if before is None:
            return None
        return msgspec.structs.replace(
            before,
            submission=self.submission,
            last_correction=self.correction or before.last_correction,
            queries=before.queries | ({self.query.id: self.query} if self.query else {}),
        )


def quarantined(why: OpProblem) -> Verdict:
    """Kept for a person to look at."""
    return Verdict(status="quarantined", problem=why)


def in_conflict(code: str, current: Current, **more: Any) -> Verdict:
    """Not taken because of how the review stands; `more` is what its author can do, and what they can be told."""
    return Verdict(
        status="conflict",
        problem=problem(code, server_rev=current.submission.latest_rev, **more),
        submission=current.submission,
    )


def to_be_sent_again(missing: UUID) -> Verdict:
    """Of work that doesn't say what it builds on, nobody knows when it can be filed: it is to be sent again."""
    return Verdict(status="retry", problem=problem("dependency-missing", params=waiting(missing)))


def held(*missing: UUID) -> Verdict:
    """Kept until the work that it builds on has been applied."""
    why = problem("waits-for-other-work", params=waiting(*missing))
    return Verdict(status="held", problem=why, waits_for=missing)


def waiting(*missing: UUID) -> dict[str, list[str]]:
    """What a problem says of the work that is missing."""
    return {"waiting_for": [str(one) for one in missing]}
