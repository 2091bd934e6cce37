"""What councils decide for themselves, and how far their verifiers agree with each provider."""

from piccolo.columns import JSONB, UUID, DoublePrecision, Integer, Text, Timestamptz
from piccolo.table import Table

from service.store.engine import HELD


class Policy(Table, db=HELD):
    authority_id = UUID(default=None)
    name = Text(default=None)
    version = Integer(default=None, primary_key=True)
    body = JSONB(default=None)
    reason = Text(default=None)
    made_by = UUID(default=None)
    made_at = Timestamptz(default=None)
    effective_from = Timestamptz(default=None, null=True)
    activated_by = UUID(default=None, null=True)


class Ruleset(Table, db=HELD):
    authority_id = UUID(default=None)
    name = Text(default=None)
    version = Integer(default=None, primary_key=True)
    body = JSONB(default=None)
    reason = Text(default=None)
    made_by = UUID(default=None)
    made_at = Timestamptz(default=None)


class TrackRecord(Table, db=HELD):
    authority_id = UUID(default=None)
    organisation_id = UUID(default=None, primary_key=True)
    decided = Integer(default=None)
    disagreement = DoublePrecision(default=None)
    updated_at = Timestamptz(default=None)
