"""A verifier's words and decisions about a submission: opened, commented on, rated, approved, returned or rejected."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from schemas.base import Payload, View, Words
from schemas.ratings import Colour

Body = Literal["council", "nhs"]
"""A body that verifies; joint funding needs a decision of each."""


class Pointed(Payload, frozen=True, kw_only=True):
    """A verifier's words about one answer, or about the whole when the pointer is empty."""

    pointer: Annotated[str, Meta(max_length=300, pattern=r"^(/[^/]*)*$")]
    text: Words


class Nothing(Payload, frozen=True, kw_only=True):
    """The body of an action that needs no words: an empty object."""


class ReturnToReviewer(Payload, frozen=True, kw_only=True):
    comments: Annotated[list[Pointed], Meta(min_length=1, max_length=100)]


class Reject(Payload, frozen=True, kw_only=True):
    reason: Words


class Disclose(Payload, frozen=True, kw_only=True):
    reason: Words


class Rate(Payload, frozen=True, kw_only=True):
    """A verifier's own rating, and what they know that the rules and the provider don't."""

    rating: Colour
    reason: Annotated[str, Meta(min_length=20, max_length=4_000, pattern=r"\S")]


class WaiveEvidence(Payload, frozen=True, kw_only=True):
    reason: Words


class Decision(Struct, frozen=True, kw_only=True):
    """What one verifying body decided about one revision."""

    authority_id: UUID
    id: UUID
    submission_id: UUID
    rev: int
    person_id: UUID
    body: Body
    outcome: Literal["approved", "returned", "rejected"]
    verifier_id: UUID
    reason: str | None = None
    batch_id: UUID | None = None
    decided_at: datetime
    void: bool = False


class VerifierRating(Struct, frozen=True, kw_only=True):
    """A verifier's own rating of a revision: a row of its own, beside those of the rules and of the provider."""

    authority_id: UUID
    id: UUID
    submission_id: UUID
    rev: int
    person_id: UUID
    rating: Colour
    before: Colour
    """What counted until then."""
    reason: str
    verifier_id: UUID
    capacity: str
    made_at: datetime


class Comment(Struct, frozen=True, kw_only=True):
    """A verifier's comment: an overlay in a row of its own, never a change of an answer."""

    authority_id: UUID
    id: UUID
    submission_id: UUID
    rev: int
    person_id: UUID
    pointer: str
    text: str
    account_id: UUID
    made_at: datetime


class CommentView(View, frozen=True, kw_only=True):
    """A verifier's comment as its readers see it."""

    pointer: str
    text: str
    rev: int
    made_at: datetime


class VerifierRatingView(View, frozen=True, kw_only=True):
    """How a verifier rated a revision, what had counted before, and why they differ."""

    rev: int
    rating: Colour
    before: Colour
    reason: str
    verifier_id: UUID
    made_at: datetime


class DecisionView(View, frozen=True, kw_only=True):
    body: Body
    outcome: Literal["approved", "returned", "rejected"]
    rev: int
    verifier_id: UUID
    reason: str | UnsetType = UNSET
    decided_at: datetime


class Lease(View, frozen=True, kw_only=True):
    """Which verifier has a submission open, and until when it is theirs."""

    verifier_id: UUID
    until: datetime
