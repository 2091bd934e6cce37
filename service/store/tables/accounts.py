"""Who may act: accounts, in which capacities, and what training they have had."""

from piccolo.columns import UUID, Date, Text, Timestamptz
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
    account_id = UUID(default=None, primary_key=True)
    course = Text(default=None)
    completed_on = Date(default=None)
    expires_on = Date(default=None, null=True)
