"""The roles that may log in, and the databases they own: asked of the server itself, as its superuser."""

import re
import subprocess
from collections.abc import Iterable

from service.postgres.address import Address
from service.postgres.binaries import Binaries
from service.postgres.cluster import PLAIN_ENVIRONMENT
from service.postgres.errors import PostgresError

ROLE = """
SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', :'role')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \\gexec
ALTER ROLE :"role" PASSWORD :'password';
"""
DATABASE = """
SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0', :'database', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec
"""


def make_sure_of_roles(binaries: Binaries, address: Address, roles: Iterable[str]) -> None:
    """Each role exists and has the password that is kept for it; a new one may log in and nothing else."""
    script = [_with(ROLE, role=checked(role), password=address.passwords[role]) for role in roles]
    if script:
        _run(binaries, address, "".join(script))


def make_sure_of_database(binaries: Binaries, address: Address, name: str, owner: str) -> None:
    """A database `name` that belongs to the role `owner`, empty if it had to be made."""
    _run(binaries, address, _with(DATABASE, database=checked(name), owner=checked(owner)))


def checked(name: str) -> str:
    """`name`, which is plain enough to stand in SQL and in an address as it is."""
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name):
        raise PostgresError(
            f"{name!r} is no plain name for a role or a database: use small letters, digits and underscores."
        )
    return name


def _with(statement: str, **values: str) -> str:
    """For psql, which puts the values where the statement names them; none of them needs quoting."""
    return "".join(f"\\set {name} {value}\n" for name, value in values.items()) + statement


def _run(binaries: Binaries, address: Address, sql: str) -> None:
    outcome = subprocess.run(
        [binaries.bin / "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"],
        env={**PLAIN_ENVIRONMENT, **address.superuser_environment()},
        input=sql,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if outcome.returncode != 0:
        said = " ".join(outcome.stderr.split()) or "psql ended without a word"
        raise PostgresError(
            f"PostgreSQL could not make a role or a database: {said}; mend that and start again."
        )
