"""Files that travel by themselves, and the evidence that reviews name."""

from piccolo.columns import UUID, Array, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from service.store.engine import HELD


class Attachment(Table, db=HELD):
    authority_id = UUID(default=None)
    id = UUID(default=None, primary_key=True)
    submission_id = UUID(default=None)
    sha256 = Bytea(default=None)
    length = Integer(default=None)
    received = Integer(default=0)
    parts = Array(base_column=Text(), default=[])
    state = Text(default="receiving")
    fault = Text(default=None, null=True)
    created_by = UUID(default=None)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    ended_at = Timestamptz(default=None, null=True)


class AttachmentFile(Table, db=HELD):
    authority_id = UUID(default=None)
    sha256 = Bytea(default=None, primary_key=True)
    length = Integer(default=None)
    media_type = Text(default=None)
    shown_sha256 = Bytea(default=None)
    shown_length = Integer(default=None)
    scan = Text(default=None)
    scanned_at = Timestamptz(default=None, null=True)
    stored_at = Timestamptz(default=None)


class EvidenceNamed(Table, db=HELD):
    authority_id = UUID(default=None)
    submission_id = UUID(default=None)
    rev = Integer(default=None)
    person_id = UUID(default=None)
    sha256 = Bytea(default=None, primary_key=True)
