"""Epochs: after a restore from a backup, numbers are given a second time, and what tablets noted of them is void."""

import asyncpg

ROTATE = """
update authority set epoch = gen_random_uuid() where $1::text is null or gss_code = $1 returning gss_code, name
"""


async def rotate(owner_dsn: str, gss_code: str | None) -> list[tuple[str, str]]:
    """A new epoch for the authority with this code, or for all; answers code and name of each.

    As the owner: it makes every tablet of a council pull from the start and offer again what it sent, which only
    whoever restores the database may set off. The role that serves can't write to `authority` at all.
    """
    connection = await asyncpg.connect(owner_dsn, timeout=10)
    try:
        rows = await connection.fetch(ROTATE, gss_code)
    finally:
        await connection.close()
    return sorted((row["gss_code"], row["name"]) for row in rows)
