"""The tries at telling the record, and who makes them."""

from piccolo.columns import JSONB, UUID, BigInt, Integer, Text, Timestamptz
from piccolo.table import Table

from service.store.engine import HELD


class PushAttempt(Table, db=HELD):
    authority_id = UUID(default=None)
    message_id = BigInt(default=None, primary_key=True)
    attempt = Integer(default=None)
    worker_id = UUID(default=None)
    began_at = Timestamptz(default=None)
    ended_at = Timestamptz(default=None, null=True)
    outcome = Text(default=None, null=True)
    code = Text(default=None, null=True)
    why = Text(default=None, null=True)
    exchanges = JSONB(default="[]")


class RecordWorker(Table, db=HELD):
    id = UUID(default=None, primary_key=True)
    target = Text(default=None)
    started_at = Timestamptz(default=None)
    seen_at = Timestamptz(default=None)
    paused_until = Timestamptz(default=None, null=True)
