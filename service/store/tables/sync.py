"""What devices sent and what became of it, and what they may hold."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    Boolean,
    Bytea,
    Integer,
    Interval,
    SmallInt,
    Text,
    Timestamptz,
)
from piccolo.table import Table

from service.store.engine import HELD


class OpLedger(Table, db=HELD):
    authority_id = UUID(default=None)
    op_id = UUID(default=None, primary_key=True)
    device_id = UUID(default=None)
    account_id = UUID(default=None)
    device_seq = BigInt(default=None)
    kind = Text(default=None)
    entity_id = UUID(default=None)
    base_rev = Integer(default=None, null=True)
    fingerprint = Bytea(default=None)
    status = Text(default=None)
    outcome = Bytea(default=None)
    made_at = Timestamptz(default=None, null=True)
    received_at = Timestamptz(default=None)


class OpBody(Table, db=HELD):
    authority_id = UUID(default=None)
    op_id = UUID(default=None, primary_key=True)
    fingerprint = Bytea(default=None)
    account_id = UUID(default=None)
    device_id = UUID(default=None)
    status = Text(default=None)
    body = Bytea(default=None)
    received_at = Timestamptz(default=None)


class Quarantine(Table, db=HELD):
    authority_id = UUID(default=None)
    op_id = UUID(default=None, primary_key=True)
    reference = Text(default=None)
    device_id = UUID(default=None)
    account_id = UUID(default=None)
    location_id = UUID(default=None)
    kind = Text(default=None)
    entity_id = UUID(default=None)
    problem = JSONB(default=None)
    received_at = Timestamptz(default=None)
    state = Text(default="open")
    version = Integer(default=1)
    resolved_by = UUID(default=None, null=True)
    resolved_at = Timestamptz(default=None, null=True)
    reason = Text(default=None, null=True)
    submission_rev = Integer(default=None, null=True)
    form = Text(default="review")
    form_version = Integer(default=None, null=True)
    outside_lease = Boolean(default=False)


class Concern(Table, db=HELD):
    authority_id = UUID(default=None)
    id = UUID(default=None, primary_key=True)
    op_id = UUID(default=None)
    fingerprint = Bytea(default=None)
    account_id = UUID(default=None)
    location_id = UUID(default=None)
    entity_id = UUID(default=None)
    alleged_party_is_provider = Boolean(default=None, null=True)
    immediate_danger = Boolean(default=None, null=True)
    raised_at = Timestamptz(default=None)
    owner_id = UUID(default=None, null=True)
    owned_since = Timestamptz(default=None, null=True)
    closed_by = UUID(default=None, null=True)
    closed_at = Timestamptz(default=None, null=True)
    reason = Text(default=None, null=True)


class HeldOp(Table, db=HELD):
    authority_id = UUID(default=None)
    op_id = UUID(default=None, primary_key=True)
    account_id = UUID(default=None)
    device_id = UUID(default=None)
    location_id = UUID(default=None)
    op = Bytea(default=None)
    skew = Interval(default=None, null=True)
    waits_for = Array(base_column=UUID(default=None), default=None)
    held_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    ended_at = Timestamptz(default=None, null=True)


class AnsweredRequest(Table, db=HELD):
    account_id = UUID(default=None)
    key = Text(default=None, primary_key=True)
    fingerprint = Bytea(default=None)
    status = Integer(default=None)
    answer = Bytea(default=None)
    answered_at = Timestamptz(default=None)


class Draft(Table, db=HELD):
    authority_id = UUID(default=None)
    account_id = UUID(default=None)
    id = UUID(default=None, primary_key=True)
    device_id = UUID(default=None)
    device_seq = BigInt(default=None)
    form = Text(default=None)
    form_version = Integer(default=None)
    base_rev = Integer(default=None)
    version = Integer(default=None)
    body = Bytea(default=None, null=True)
    saved_at = Timestamptz(default=None)


class Served(Table, db=HELD):
    device_id = UUID(default=None)
    what = Text(default=None, primary_key=True)
    first_at = Timestamptz(default=None)


class SyncScope(Table, db=HELD):
    scope_id = UUID(default=None, primary_key=True)
    authority_id = UUID(default=None)
    holder_id = UUID(default=None)
    class_ = SmallInt(default=None, db_column_name="class")
    head = BigInt(default=0)
    floor = BigInt(default=0)
    digest = BigInt(default=0)


class SyncFeed(Table, db=HELD):
    authority_id = UUID(default=None)
    scope_id = UUID(default=None)
    seq = BigInt(default=None)
    kind = SmallInt(default=None)
    entity_id = UUID(default=None, primary_key=True)
    rev = Integer(default=None)
    removed = Boolean(default=False)
    changed_at = Timestamptz(default=None)
