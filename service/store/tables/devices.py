"""Tablets, sessions, and how often a secret may be tried."""

from piccolo.columns import UUID, BigSerial, Boolean, Bytea, Integer, Interval, Text, Timestamptz
from piccolo.table import Table

from service.store.engine import HELD


class Device(Table, db=HELD):
    id = UUID(default=None, primary_key=True)
    location_id = UUID(default=None)
    name = Text(default=None)
    state = Text(default="active")
    state_reason = Text(default=None, null=True)
    state_since = Timestamptz(default=None)
    state_by = UUID(default=None, null=True)
    version = Integer(default=1)
    sessions_since = Integer(default=1)
    enrolled_by = UUID(default=None)
    enrolled_at = Timestamptz(default=None)
    last_seen_at = Timestamptz(default=None, null=True)


class DeviceSkew(Table, db=HELD):
    device_id = UUID(default=None, primary_key=True)
    seen_at = Timestamptz(default=None)
    skew = Interval(default=None)


class DeviceCode(Table, db=HELD):
    hash = Bytea(default=None, primary_key=True)
    location_id = UUID(default=None)
    created_by = UUID(default=None)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(default=None, null=True)
    device_id = UUID(default=None, null=True)


class Session(Table, db=HELD):
    id = UUID(default=None, primary_key=True)
    account_id = UUID(default=None)
    device_id = UUID(default=None, null=True)
    device_version = Integer(default=None, null=True)
    source = Bytea(default=None)
    created_at = Timestamptz(default=None)
    ended_at = Timestamptz(default=None, null=True)
    end_reason = Text(default=None, null=True)
    key = Text(default=None, null=True)


class RefreshToken(Table, db=HELD):
    id = UUID(default=None, primary_key=True)
    hash = Bytea(default=None)
    session_id = UUID(default=None)
    issued_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    replaced_at = Timestamptz(default=None, null=True)
    successor_id = UUID(default=None, null=True)
    revoked_at = Timestamptz(default=None, null=True)


class Throttle(Table, db=HELD):
    bucket = Bytea(default=None, primary_key=True)
    empty_at = Timestamptz(default=None)


class DepositCredential(Table, db=HELD):
    hash = Bytea(default=None, primary_key=True)
    device_id = UUID(default=None)
    account_id = UUID(default=None)
    given_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)


class WipeOrder(Table, db=HELD):
    nonce = UUID(default=None, primary_key=True)
    device_id = UUID(default=None)
    signed = Text(default=None)
    deposit_first = Boolean(default=None)
    ordered_by = UUID(default=None)
    ordered_at = Timestamptz(default=None)
    cancelled_at = Timestamptz(default=None, null=True)
    carried_out_at = Timestamptz(default=None, null=True)


class DeviceHistory(Table, db=HELD):
    id = BigSerial(primary_key=True)
    device_id = UUID(default=None)
    from_state = Text(default=None)
    to_state = Text(default=None)
    reason = Text(default=None, null=True)
    account_id = UUID(default=None, null=True)
    at = Timestamptz(default=None)
