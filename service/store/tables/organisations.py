"""Councils and those that work with them: organisations, their locations and teams."""

from piccolo.columns import UUID, Boolean, Date, Text, Timestamptz
from piccolo.table import Table

from service.store.engine import HELD


class Authority(Table, db=HELD):
    id = UUID(default=None, primary_key=True)
    name = Text(default=None)
    gss_code = Text(default=None)
    epoch = UUID(default=None)
    sampling_seed = UUID()
    created_at = Timestamptz(default=None)


class Organisation(Table, db=HELD):
    id = UUID(default=None, primary_key=True)
    kind = Text(default=None)
    name = Text(default=None)
    cqc_provider_id = Text(default=None, null=True)
    ods_code = Text(default=None, null=True)


class OrganisationAuthority(Table, db=HELD):
    organisation_id = UUID(default=None, primary_key=True)
    authority_id = UUID(default=None)
    valid_from = Timestamptz(default=None)
    valid_until = Timestamptz(default=None, null=True)


class Location(Table, db=HELD):
    id = UUID(default=None, primary_key=True)
    organisation_id = UUID(default=None)
    kind = Text(default=None)
    name = Text(default=None)
    postcode = Text(default=None)


class LocationCqcId(Table, db=HELD):
    location_id = UUID(default=None)
    cqc_location_id = Text(default=None, primary_key=True)
    valid_from = Date(default=None)
    valid_until = Date(default=None, null=True)


class LocationRating(Table, db=HELD):
    location_id = UUID(default=None, primary_key=True)
    rating = Text(default=None)
    status = Text(default=None)
    inherited = Boolean(default=False)
    source = Text(default=None)
    file_date = Date(default=None)
    valid_from = Date(default=None)
    valid_until = Date(default=None, null=True)
    published_on = Date(default=None, null=True)


class Team(Table, db=HELD):
    id = UUID(default=None, primary_key=True)
    organisation_id = UUID(default=None)
    authority_id = UUID(default=None)
    name = Text(default=None)


class Delegation(Table, db=HELD):
    authority_id = UUID(default=None)
    id = UUID(default=None, primary_key=True)
    organisation_id = UUID(default=None)
    function = Text(default=None)
    extent = Text(default=None)
    basis = Text(default=None)
    valid_from = Date(default=None)
    valid_until = Date(default=None, null=True)
    recorded_by = UUID(default=None)
    recorded_at = Timestamptz(default=None)
