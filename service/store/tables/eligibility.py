"""Who may take part: a council's overrides, and the files that were brought in."""

from piccolo.columns import JSONB, UUID, Bytea, Date, Text, Timestamptz
from piccolo.table import Table

from service.store.engine import HELD


class ImportRun(Table, db=HELD):
    id = UUID(default=None, primary_key=True)
    kind = Text(default=None)
    authority_id = UUID(default=None, null=True)
    organisation_id = UUID(default=None, null=True)
    account_id = UUID(default=None)
    sha256 = Bytea(default=None)
    asked = JSONB(default=None)
    begun_at = Timestamptz(default=None)
    ended_at = Timestamptz(default=None, null=True)
    counts = JSONB(default=None, null=True)


class LocationOverride(Table, db=HELD):
    authority_id = UUID(default=None)
    id = UUID(default=None, primary_key=True)
    location_id = UUID(default=None)
    reason = Text(default=None)
    valid_from = Date(default=None)
    valid_until = Date(default=None)
    decided_by = UUID(default=None)
    decided_at = Timestamptz(default=None)
    withdrawn_by = UUID(default=None, null=True)
    withdrawn_at = Timestamptz(default=None, null=True)
