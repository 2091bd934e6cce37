"""Attachments: photos and documents that travel by themselves, before or after the review that names them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, NewType
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from schemas.base import Envelope, Payload, Sha256, View

MAX_ATTACHMENT_BYTES = 26_214_400
"""25 MiB."""
MAX_PER_SUBMISSION = 20

Length = Annotated[int, Meta(ge=1, le=MAX_ATTACHMENT_BYTES)]
"""Whole bytes."""


AttachmentChunk = NewType(
    "AttachmentChunk",
    Annotated[
        str,
        Meta(
            description="The next bytes of a file.",
            max_length=MAX_ATTACHMENT_BYTES,
            extra_json_schema={"format": "binary"},
        ),
    ],
)
AttachmentContent = NewType(
    "AttachmentContent",
    Annotated[str, Meta(description="A file's bytes.", extra_json_schema={"format": "binary"})],
)


class AttachmentState(StrEnum):
    """Where an upload stands; only the first of these goes on."""

    RECEIVING = "receiving"
    COMPLETE = "complete"
    REFUSED = "refused"
    EXPIRED = "expired"
    TERMINATED = "terminated"


Scan = Literal["clean", "infected", "unscanned"]
"""What a scanner found; unscanned where none has looked yet."""
Fault = Literal["digest-differs", "media-type-not-accepted", "image-too-large", "image-unreadable"]
"""What was wrong with the bytes: `digest-differs` begins anew from the first byte, any other is final."""


class NewAttachment(Envelope, frozen=True, kw_only=True):
    """What an upload says of itself; a file's name may name people, and is not kept."""

    id: UUID
    authority_id: UUID
    submission_id: UUID
    sha256: Sha256


class Attachment(Struct, frozen=True, kw_only=True):
    """One upload; column for column the row that is stored."""

    authority_id: UUID
    id: UUID
    submission_id: UUID
    sha256: bytes
    length: int
    received: int = 0
    """Bytes that are kept, and will be there after any accident."""
    parts: list[str] = []
    state: AttachmentState = AttachmentState.RECEIVING
    fault: Fault | None = None
    created_by: UUID
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None


class AttachmentFile(Struct, frozen=True, kw_only=True):
    """A file's content, once in each authority: as it was sent, and as it is shown."""

    authority_id: UUID
    sha256: bytes
    length: int
    media_type: str
    shown_sha256: bytes
    shown_length: int
    scan: Scan
    scanned_at: datetime | None
    stored_at: datetime


class EvidenceNamed(Struct, frozen=True, kw_only=True):
    """A file that a revision names, by its digest."""

    authority_id: UUID
    submission_id: UUID
    rev: int
    person_id: UUID
    sha256: bytes


class EvidenceCount(View, frozen=True, kw_only=True):
    """How many files a revision names, and how many of them have come: “evidence 3 of 4”."""

    named: int
    arrived: int
    waived: bool | UnsetType = UNSET
    """A verifier has waived what has not come."""

    @property
    def is_missing(self) -> bool:
        return self.arrived < self.named and self.waived is not True


class AttachmentView(View, frozen=True, kw_only=True):
    """One attachment: how far it has come, and what is known of it once it is complete."""

    id: UUID
    authority_id: UUID
    submission_id: UUID
    sha256: str
    length: int
    received: int
    state: AttachmentState
    fault: Fault | UnsetType = UNSET
    media_type: str | UnsetType = UNSET
    """By the content, whatever was said of it."""
    scan: Scan | UnsetType = UNSET
    may_open: bool
    """Whether its content can be fetched now."""
    created_at: datetime
    expires_at: datetime | UnsetType = UNSET


class AttachmentList(View, frozen=True, kw_only=True):
    items: list[AttachmentView]


class AttachmentsAsked(Payload, frozen=True, kw_only=True):
    """The attachments of one submission."""

    submission_id: UUID
