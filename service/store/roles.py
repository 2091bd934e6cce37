"""Which database role may serve: one that row security holds."""

import asyncpg

from service.store.database import query


class RoleTooPowerful(Exception):
    """One sentence: why this role must not serve, and what to do."""


async def refuse_powerful_role(dsn: str) -> None:
    """Raise RoleTooPowerful if row security would not hold the role of `dsn`."""
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        found = await connection.fetchrow(query("role_power"))
    finally:
        await connection.close()
    if found is not None and found["power"] is not None:
        raise RoleTooPowerful(
            f"The role “{found['role']}” in DATABASE_URL {found['power']}, so row security would not hold it: "
            "name an ordinary role there, and the owner of the tables in DATABASE_ADMIN_URL."
        )
