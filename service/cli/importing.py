"""What every `tamar import` does alike: finding the database and the council, and saying in a sentence why it can't."""

import os
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from uuid import UUID

import asyncpg
import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from schemas.accounts import Actor, Membership, Named, Role
from schemas.base import Issue, Malformed
from service import hosting
from service.postgres import PostgresError
from service.serve import utc_now
from service.settings import BadSetting, Settings
from service.store import organisations
from service.store.database import Database
from service.store.organisations import AuthorityRow

OPERATOR = Named(id=UUID(int=0), name="The operator")
"""Whoever may open the database needs no account: their imports are logged as the operator's."""
CANT_IMPORT = (BadSetting, PostgresError, asyncpg.PostgresError, OSError)


@contextmanager
def one_sentence_instead_of_a_traceback(what: str, malformed: str) -> Iterator[None]:
    try:
        yield
    except Malformed as error:
        faults = "\n".join(f"  {_fault(issue)}" for issue in error.issues)
        raise click.ClickException(f"{malformed}:\n{faults}") from None
    except CANT_IMPORT as error:
        raise click.ClickException(f"The {what} can't be taken in: {error}") from None


def _fault(issue: Issue) -> str:
    shown = ", ".join(f"{name} {value}" for name, value in issue.params.items())
    return f"{issue.pointer or '/'}: {issue.code}{f' ({shown})' if shown else ''}"


@contextmanager
def database_url() -> Iterator[str]:
    with hosting.served(Settings.from_environment(os.environ)) as url:
        yield url


@asynccontextmanager
async def opened(url: str) -> Any:
    database = Database(url, min_size=1, max_size=1)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


async def authority(database: Database, code: str | None) -> AuthorityRow:
    """The council with this code, or the only one there is. Raises BadSetting."""
    async with database.tx(operator(), utc_now(), readonly=True) as db:
        known = await organisations.authorities(db)
    chosen = [one for one in known if code in (None, one.gss_code)]
    if len(chosen) == 1:
        return chosen[0]
    if not known:
        raise BadSetting("this database has no council in it yet.")
    listed = ", ".join(f"{one.gss_code} ({one.name})" for one in known)
    raise BadSetting(f"name one of these councils with --authority: {listed}.")


def operator(*authorities: UUID) -> Actor:
    capacity = Membership(role=Role.ADMIN, organisation=OPERATOR, authority_ids=list(authorities))
    return Actor(account_id=OPERATOR.id, memberships=(capacity,), holder_ids=frozenset())


def progress() -> Progress:
    """On the error stream, so that what is piped on is the answer alone."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=Console(stderr=True))
