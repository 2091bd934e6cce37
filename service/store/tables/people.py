"""The people who receive care, what they receive, and who may reach them."""

from piccolo.columns import JSONB, UUID, Array, Boolean, Date, Integer, Numeric, Text, Timestamptz
from piccolo.table import Table

from service.store.engine import HELD


class Person(Table, db=HELD):
    authority_id = UUID(default=None)
    id = UUID(default=None, primary_key=True)
    given_name = Text(default=None)
    family_name = Text(default=None)
    date_of_birth = Date(default=None)
    postcode = Text(default=None)
    flags = Array(base_column=Text(), default=[])
    deceased_on = Date(default=None, null=True)
    restricted = Boolean(default=False)
    training_data = Boolean(default=False)
    retention_class = Text(default="adult-social-care")
    legal_hold = Boolean(default=False)
    review_permitted = Boolean(default=None, null=True)
    review_permission_ref = Text(default=None, null=True)
    next_review_due = Date(default=None, null=True)
    version = Integer(default=1)
    updated_at = Timestamptz(default=None)


class PersonIdentifier(Table, db=HELD):
    authority_id = UUID(default=None)
    person_id = UUID(default=None)
    system = Text(default=None)
    value = Text(default=None, primary_key=True)
    valid_from = Timestamptz(default=None)
    valid_until = Timestamptz(default=None, null=True)


class Package(Table, db=HELD):
    authority_id = UUID(default=None)
    id = UUID(default=None, primary_key=True)
    person_id = UUID(default=None)
    location_id = UUID(default=None)
    reference = Text(default=None)
    funder = Text(default=None)
    visits = JSONB(default="[]")
    hours_per_week = Numeric(digits=(5, 2), default=None)
    outcomes = JSONB(default="[]")
    starts_on = Date(default=None, null=True)
    ends_on = Date(default=None, null=True)
    review_permission_ref = Text(default=None, null=True)
    version = Integer(default=1)
    updated_at = Timestamptz(default=None)


class AccessGrant(Table, db=HELD):
    authority_id = UUID(default=None)
    id = UUID(default=None, primary_key=True)
    person_id = UUID(default=None)
    holder_kind = Text(default=None)
    holder_id = UUID(default=None)
    basis = Text(default=None)
    package_id = UUID(default=None, null=True)
    valid_from = Timestamptz(default=None)
    valid_until = Timestamptz(default=None, null=True)
