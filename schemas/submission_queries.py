"""A verifier's question about a submission: asked without returning it, answered once from its author's tablet."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from schemas.base import Envelope, Payload, View, Words

MAX_OPEN = 20
"""So many questions about one submission wait for an answer at once."""


class Ask(Payload, frozen=True, kw_only=True):
    """What a verifier wants to know about one answer, or about the whole where the pointer is empty."""

    text: Words
    pointer: Annotated[str, Meta(max_length=300, pattern=r"^(/[^/]*)*$")] = ""


class AnswerQuery(Envelope, frozen=True, kw_only=True):
    """An author's answer. It changes no answer of the review: for that, they amend it."""

    query_id: UUID
    text: Words


class SubmissionQuery(Struct, frozen=True, kw_only=True):
    """One question about one submission; column for column the row that is stored."""

    authority_id: UUID
    id: UUID
    submission_id: UUID
    person_id: UUID
    rev: int
    pointer: str
    text: str
    asked_by: UUID
    asked_at: datetime
    answer: str | None = None
    answered_by: UUID | None = None
    answered_at: datetime | None = None


class QueryView(View, frozen=True, kw_only=True):
    """A question about a submission as its readers see it; without an answer it is open."""

    id: UUID
    rev: int
    pointer: str
    text: str
    asked_at: datetime
    answer: str | UnsetType = UNSET
    answered_by: UUID | UnsetType = UNSET
    answered_at: datetime | UnsetType = UNSET


class QueryList(View, frozen=True, kw_only=True):
    """All questions about one submission, oldest first."""

    items: list[QueryView]
