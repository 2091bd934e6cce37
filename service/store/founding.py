"""The rows of a council that is set up, written as the database's owner: there is nobody yet to ask.

Its statements stand here and not among the named queries, all of which the application's role may run.
"""

from datetime import datetime
from uuid import UUID, uuid4

from schemas.authorities import Council, FirstStaff
from service.store.engine import Connection

TAKEN = """
select exists (select from authority where gss_code = $1) as council,
  (select coalesce(array_agg(username), '{}') from account where username = any ($2::text[])) as usernames
"""
ADD_AUTHORITY = "insert into authority (id, name, gss_code, epoch, created_at) values ($1, $2, $3, $4, $5)"
ADD_ORGANISATION = """
with o as (insert into organisation (id, kind, name) values ($1, $2, $3))
insert into organisation_authority (organisation_id, authority_id, valid_from) values ($1, $4, $5)
"""
ADD_ACCOUNT = """
with a as (insert into account (id, username, name, password_hash, created_at) values ($1, $2, $3, $4, $8))
insert into membership (id, account_id, organisation_id, role, valid_from) values ($5, $1, $6, $7, $8)
"""
ADD_POLICY = """
insert into policy (authority_id, name, version, body, reason, made_by, made_at, effective_from, activated_by)
values ($1, $2, 1, $3::text::jsonb, 'Set up with the council.', $4, $5, $5, $4)
"""


async def taken(owner: Connection, council: Council) -> list[str]:
    """Pointers to what is there already: the council itself, or somebody's username."""
    names = [one.username for one in council.staff]
    row = await owner.fetchrow(TAKEN, council.gss_code, names)
    if row is None:
        raise LookupError("A question without a table has one answer.")
    people = [f"/staff/{n}/username" for n, name in enumerate(names) if name in row["usernames"]]
    return [*(["/gss_code"] if row["council"] else []), *people]


async def add_authority(owner: Connection, council: Council, at: datetime) -> UUID:
    authority = uuid4()
    await owner.execute(ADD_AUTHORITY, authority, council.name, council.gss_code, uuid4(), at)
    return authority


async def add_organisation(owner: Connection, authority: UUID, kind: str, name: str, at: datetime) -> UUID:
    """The council itself, or the NHS body that pays with it."""
    organisation = uuid4()
    await owner.execute(ADD_ORGANISATION, organisation, kind, name, authority, at)
    return organisation


async def add_account(
    owner: Connection, one: FirstStaff, organisation: UUID, password_hash: str, at: datetime
) -> UUID:
    """Somebody with one membership, from now on."""
    account = uuid4()
    await owner.execute(
        ADD_ACCOUNT, account, one.username, one.name, password_hash, uuid4(), organisation, one.role, at
    )
    return account


async def add_policies(owner: Connection, authority: UUID, council: Council, by: UUID, at: datetime) -> None:
    """The first version of each, in force at once."""
    for name, body in council.policies.items():
        await owner.execute(ADD_POLICY, authority, name, bytes(body).decode(), by, at)
