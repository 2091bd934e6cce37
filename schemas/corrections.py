"""The correction of an approved review: asked for or not, opened by a verifier, ended with a change or without one."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from schemas.base import Envelope, Payload, View, Words

CorrectionState = Literal["requested", "declined", "open", "amended", "unchanged"]
"""Asked for and then declined or opened; once open, ended by the author's next revision or without a change."""


class RequestCorrection(Envelope, frozen=True, kw_only=True):
    """What an author says is wrong with a review of theirs that has been approved."""

    reason: Words


class OpenCorrection(Payload, frozen=True, kw_only=True):
    """A verifier opens an approved review again; if they say why, its author and the record are told so."""

    reason: Words | None = None


class DeclineCorrection(Payload, frozen=True, kw_only=True):
    """Why a correction that was asked for is not opened."""

    reason: Words


class CloseCorrection(Payload, frozen=True, kw_only=True):
    """Why a correction ends without a change."""

    reason: Words


class Correction(Struct, frozen=True, kw_only=True):
    """One correction of one submission, numbered from 1; column for column the row that is stored."""

    authority_id: UUID
    submission_id: UUID
    number: int
    person_id: UUID
    rev: int
    """The revision that had been approved."""
    state: CorrectionState
    requested_by: UUID | None = None
    requested_at: datetime | None = None
    request: str | None = None
    answered_by: UUID | None = None
    answered_at: datetime | None = None
    answer: str | None = None
    """In the words of the verifier who opened or declined it."""
    ended_by: UUID | None = None
    ended_at: datetime | None = None
    ending: str | None = None
    """Why it ended without a change."""


class CorrectionView(View, frozen=True, kw_only=True):
    """A correction as its readers see it; who did what stands in the history."""

    number: int
    rev: int
    state: CorrectionState
    requested_at: datetime | UnsetType = UNSET
    request: str | UnsetType = UNSET
    answered_at: datetime | UnsetType = UNSET
    answer: str | UnsetType = UNSET
    ended_at: datetime | UnsetType = UNSET
    ending: str | UnsetType = UNSET
