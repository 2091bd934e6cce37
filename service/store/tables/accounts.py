"""Who may act: accounts, in which capacities, and what training they have had."""

from piccolo.columns import UUID, Date, SmallInt, Text, Timestamptz
from piccolo.table import Table

from service.store.engine import HELD


class Account(Table, db=HELD):
    id = UUID(default=None, primary_key=True)
    username = Text(default=None)
    name = Text(default=None)
    password_hash = Text(default=None)
    state = Text(default="active")
    created_at = Timestamptz(default=None)


class Membership(Table, db=HELD):
    id = UUID(default=None, primary_key=True)
    account_id = UUID(default=None)
    organisation_id = UUID(default=None)
    location_id = UUID(default=None, null=True)
    team_id = UUID(default=None, null=True)
    role = Text(default=None)
    valid_from = Timestamptz(default=None)
    valid_until = Timestamptz(default=None, null=True)


class Training(Table, db=HELD):
    id = UUID(default=None, primary_key=True)
    account_id = UUID(default=None)
    course = Text(default=None)
    level = SmallInt(default=None, null=True)
    completed_on = Date(default=None)
    expires_on = Date(default=None, null=True)
    recorded_by = UUID(default=None, null=True)
    recorded_at = Timestamptz(default=None)
    voided_by = UUID(default=None, null=True)
    voided_at = Timestamptz(default=None, null=True)
