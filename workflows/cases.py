"""A review whole, with the people and decisions around it, as the lifecycle asks about it."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from schemas.attachments import EvidenceCount
from schemas.corrections import Correction
from schemas.reviews import Finding
from schemas.routing import RoutingReason
from schemas.submissions import State, Submission
from schemas.verification import Body

WAITING = frozenset({State.SUBMITTED, State.CHECKING})
"""The states in which a review waits for somebody's decision."""


class Case(Struct, frozen=True, kw_only=True):
    """A review as a decision about it needs to know it: its standing, and what surrounds it at this moment."""

    submission: Submission
    at: datetime
    authors: frozenset[UUID] = frozenset()
    """Everybody who answers for any of its revisions: reviewers, submitters, staff who accepted one."""
    author_organisations: frozenset[UUID] = frozenset()
    approved_by: frozenset[Body] = frozenset()
    blocking: tuple[Finding, ...] = ()
    evidence: EvidenceCount = EvidenceCount(named=0, arrived=0)
    """What the revision at which it stands names, and what of that has come."""
    reasons_to_open: tuple[RoutingReason, ...] = ()
    """Why routing wants it opened by a verifier; without any it may be approved in bulk."""
    last_correction: Correction | None = None

    @property
    def state(self) -> State:
        return self.submission.state

    @property
    def leased(self) -> bool:
        until = self.submission.lease_until
        return self.submission.opened_by is not None and until is not None and until > self.at
