"""A submission as its readers see it: whole, revision by revision, and line by line of its history."""

from datetime import datetime
from uuid import UUID

from msgspec import UNSET, Raw, UnsetType, field

from schemas.accounts import Named
from schemas.attachments import EvidenceCount
from schemas.base import View
from schemas.code_lists import Funder
from schemas.corrections import CorrectionView
from schemas.forms import Difference, FormUsed
from schemas.mappings import ReadAs
from schemas.questions import OwnAnswers
from schemas.ratings import Colour, Judgement
from schemas.reviews import Finding
from schemas.routing import Routing
from schemas.submission_queries import QueryView
from schemas.submissions import Action, State
from schemas.verification import CommentView, DecisionView, Lease, VerifierRatingView


class EventView(View, frozen=True, kw_only=True):
    """Who did what, in what capacity, when, from, to and why; names only of those whom the reader may see."""

    action: str
    from_state: State | UnsetType = field(default=UNSET, name="from")
    to_state: State = field(name="to")
    rev: int
    at: datetime
    capacity: str
    account_id: UUID | UnsetType = UNSET
    account_name: str | UnsetType = UNSET
    organisation: Named | UnsetType = UNSET
    reason: str | UnsetType = UNSET


class Made(View, frozen=True, kw_only=True):
    """When a revision can have been made: after `not_before`, where that is known, and before `received_at`.

    `made_at` is what the tablet said, `corrected_at` the same by the service's clock.
    """

    made_at: datetime | UnsetType = UNSET
    corrected_at: datetime | UnsetType = UNSET
    not_before: datetime | UnsetType = UNSET
    received_at: datetime


class SubmissionView(View, frozen=True, kw_only=True):
    """One submission whole: answers, rating with reasons, findings, what was said and done, what may be done next."""

    id: UUID
    authority_id: UUID
    kind: str
    reference: str
    state: State
    rev: int
    proposed_rev: int | UnsetType = UNSET
    person: Named
    package_id: UUID
    location: Named
    organisation: Named
    funder: Funder
    form: FormUsed
    summary: str
    rating: Judgement
    verifier_ratings: list[VerifierRatingView]
    """How verifiers rated it themselves, oldest first; the last one of the present revision counts."""
    rating_that_counts: Colour
    findings: list[Finding]
    blocking: list[Finding]
    """Those of the findings that stop an approval."""
    routing: Routing
    comments: list[CommentView]
    decisions: list[DecisionView]
    corrections: list[CorrectionView]
    """What was asked for and done to correct what had been approved, oldest first."""
    queries: list[QueryView]
    """What verifiers asked about it, oldest first; one without an answer is open."""
    history: list[EventView]
    may: list[Action]
    opened: Lease | UnsetType = UNSET
    submitted_at: datetime
    received_at: datetime
    made: Made
    due_at: datetime | UnsetType = UNSET
    record_reference: str | UnsetType = UNSET
    evidence: EvidenceCount
    own_answers: OwnAnswers | UnsetType = UNSET
    """To the council's own questions, in words."""
    read_as: ReadAs | UnsetType = UNSET
    """Of answers on an older version of the form: what they are verified as. `body` is as it was sent."""
    body: Raw


class RevisionView(View, frozen=True, kw_only=True):
    """One revision as it came and as it was judged; when it can have been made lies between the two times given."""

    rev: int
    reviewer_id: UUID
    submitter_id: UUID
    submitter_role: str
    device_id: UUID | UnsetType = UNSET
    made_at: datetime | UnsetType = UNSET
    corrected_at: datetime | UnsetType = UNSET
    not_before: datetime | UnsetType = UNSET
    received_at: datetime
    body_sha256: str
    rating: Judgement
    findings: list[Finding]
    standing: Raw
    body: Raw


class RevisionList(View, frozen=True, kw_only=True):
    items: list[RevisionView]
    next_cursor: str | UnsetType = UNSET


class History(View, frozen=True, kw_only=True):
    items: list[EventView]
    next_cursor: str | UnsetType = UNSET


class Diff(View, frozen=True, kw_only=True):
    """In what two revisions differ, section by section."""

    from_rev: int = field(name="from")
    to_rev: int = field(name="to")
    sections: list[str]
    differences: list[Difference]
