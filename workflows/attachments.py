"""What is taken as an attachment, by what is in it whatever it is called, and which of them a review names."""

from collections.abc import Sequence
from datetime import timedelta

from schemas.attachments import Attachment, AttachmentFile, AttachmentState, EvidenceNamed
from schemas.reviews import Review
from schemas.submissions import Revision

KEPT_UNFINISHED = timedelta(days=14)
"""So long may an upload rest; then what came of it is thrown away."""

IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})
ACCEPTED = IMAGES | {"application/pdf"}
HEAD_BYTES = 16
"""So much of a file tells what it is."""


def media_type(head: bytes) -> str | None:
    """What a file is that begins like this, by its signature; None for all that isn't taken."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    return "application/pdf" if head.startswith(b"%PDF-") else None


def evidence_named(revision: Revision, review: Review) -> Sequence[EvidenceNamed]:
    """The files that a revision names, each once."""
    digests = dict.fromkeys(bytes.fromhex(one.sha256) for one in review.attachments or [])
    return [
        EvidenceNamed(
            authority_id=revision.authority_id,
            submission_id=revision.id,
            rev=revision.rev,
            person_id=revision.person_id,
            sha256=sha256,
        )
        for sha256 in digests
    ]


def may_open(attachment: Attachment, file: AttachmentFile | None, *, open_unscanned: bool) -> bool:
    """Whether a reader may be given the content: never before it is whole, nor what a scanner found harmful."""
    if attachment.state is not AttachmentState.COMPLETE or file is None:
        return False
    return file.scan == "clean" or (file.scan == "unscanned" and open_unscanned)
