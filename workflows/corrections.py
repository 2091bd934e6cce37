"""What was approved and is wrong: asked about by its author, opened by a verifier, ended with a change or without."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from schemas.corrections import CloseCorrection, Correction, DeclineCorrection, OpenCorrection
from schemas.submissions import Submission
from workflows.cases import Case


def requested(
    of: Submission, last: Correction | None, reason: str, account_id: UUID, at: datetime
) -> Correction:
    """An author asks for a correction; `last` is the one before it, if any."""
    return _new(of, last, state="requested", requested_by=account_id, requested_at=at, request=reason)


def answered(case: Case, command: object, account_id: UUID, at: datetime) -> Correction | None:
    """The correction after a verifier's command; None for a command that is about something else."""
    match command:
        case OpenCorrection(reason=reason):
            said = {"state": "open", "answered_by": account_id, "answered_at": at, "answer": reason}
            return _asked_for(case, said) or _new(case.submission, case.last_correction, **said)
        case DeclineCorrection(reason=reason):
            said = {"state": "declined", "answered_by": account_id, "answered_at": at, "answer": reason}
            return _asked_for(case, said)
        case CloseCorrection(reason=reason) if case.last_correction:
            return msgspec.structs.replace(
                case.last_correction, state="unchanged", ended_by=account_id, ended_at=at, ending=reason
            )
    return None


def opened(number: int) -> str:
    """The message to the record that a review is open for its `number`th correction."""
    return f"correction_opened_{number}"


def closed(number: int) -> str:
    """The message to the record that this correction ended without a change."""
    return f"correction_closed_{number}"


def number_of(message: str) -> int | None:
    """Which correction a message to the record is about; None for a message about something else."""
    for begins in ("correction_opened_", "correction_closed_"):
        if message.startswith(begins) and message.removeprefix(begins).isdecimal():
            return int(message.removeprefix(begins))
    return None


def _asked_for(case: Case, said: dict[str, Any]) -> Correction | None:
    last = case.last_correction
    return msgspec.structs.replace(last, **said) if last and last.state == "requested" else None


def _new(of: Submission, last: Correction | None, **members: Any) -> Correction:
    return Correction(
        authority_id=of.authority_id,
        submission_id=of.id,
        number=last.number + 1 if last else 1,
        person_id=of.person_id,
        rev=of.rev,
        **members,
    )
