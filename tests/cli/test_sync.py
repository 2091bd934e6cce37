"""What an operator sees of `tamar sync`."""

import asyncio
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from service.store.engine import Connection
from tests.support.world import World


@pytest.fixture
async def councils(world: World) -> dict[str, UUID]:
    """Their GSS codes, and the epochs that they are in."""
    for name in ("Trewarren Council", "Lanmoor Council"):
        await world.authority(name)
    return await epochs(world.connection)


async def epochs(owner: Connection) -> dict[str, UUID]:
    return {
        row["gss_code"]: row["epoch"] for row in await owner.fetch("select gss_code, epoch from authority")
    }


def rotate(owner_dsn: str, app_dsn: str, *arguments: str) -> Result:
    addresses = {"DATABASE_ADMIN_URL": owner_dsn, "DATABASE_URL": app_dsn}
    return CliRunner().invoke(main, ["sync", "rotate-epoch", *arguments], env=addresses)


async def test_every_council_gets_a_new_epoch(
    councils: dict[str, UUID], owner: Connection, owner_dsn: str, app_dsn: str
) -> None:
    answer = await asyncio.to_thread(rotate, owner_dsn, app_dsn)

    now = await epochs(owner)
    assert answer.exit_code == 0, answer.output
    assert all(code in answer.output for code in councils)
    assert now.keys() == councils.keys()
    assert all(now[code] != councils[code] for code in councils)


async def test_or_only_the_one_that_is_named(
    councils: dict[str, UUID], owner: Connection, owner_dsn: str, app_dsn: str
) -> None:
    named, other = councils

    answer = await asyncio.to_thread(rotate, owner_dsn, app_dsn, "--authority", named)

    now = await epochs(owner)
    assert answer.exit_code == 0, answer.output
    assert (now[named] != councils[named], now[other]) == (True, councils[other])


async def test_a_council_that_is_none_is_said(
    councils: dict[str, UUID], owner: Connection, owner_dsn: str, app_dsn: str
) -> None:
    answer = await asyncio.to_thread(rotate, owner_dsn, app_dsn, "--authority", "E99999999")

    assert (answer.exit_code, answer.output) == (1, "Error: There is no council E99999999.\n")
    assert await epochs(owner) == councils


async def test_the_role_that_serves_may_not(councils: dict[str, UUID], app_dsn: str) -> None:
    answer = await asyncio.to_thread(rotate, app_dsn, app_dsn)

    assert answer.exit_code == 1
    assert "permission denied" in answer.output
