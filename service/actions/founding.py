"""Setting up a council: done by whoever runs the service, as the database's owner, before anybody can sign in."""

from datetime import datetime
from uuid import UUID

from schemas.accounts import Role
from schemas.authorities import Council, FirstAccount, FirstStaff
from schemas.base import Issue, Malformed
from service.auth.passwords import Passwords, new_password
from service.store import founding as store
from service.store.engine import Connection


async def found(
    owner: Connection, council: Council, passwords: Passwords, at: datetime
) -> list[FirstAccount]:
    """Write the council with its NHS body, its first staff and its policies, or nothing of it.

    Answers the accounts with their passwords, which are kept nowhere. Raises Malformed if the council or a username
    is there already.
    """
    async with owner.transaction():
        if taken := await store.taken(owner, council):
            raise Malformed([Issue(pointer=pointer, code="in-use") for pointer in taken])
        authority = await store.add_authority(owner, council, at)
        bodies = {
            False: await store.add_organisation(owner, authority, "council", council.name, at),
            True: await store.add_organisation(owner, authority, "nhs_body", council.nhs_body, at),
        }
        made = [await _account(owner, one, bodies[one.works_for_nhs], passwords, at) for one in council.staff]
        by = next(account for account, told in made if told.role == Role.ADMIN)
        await store.add_policies(owner, authority, council, by, at)
    return [told for _, told in made]


async def _account(
    owner: Connection, one: FirstStaff, organisation: UUID, passwords: Passwords, at: datetime
) -> tuple[UUID, FirstAccount]:
    password = new_password()
    account = await store.add_account(owner, one, organisation, await passwords.hash(password), at)
    return account, FirstAccount(username=one.username, role=one.role, password=password)
