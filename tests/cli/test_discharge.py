"""What an operator sees of `tamar discharge`."""

import asyncio

from click.testing import CliRunner, Result

from service.cli import main
from service.store.engine import Connection
from tests.support.world import World


def count_day(app_dsn: str, day: str) -> Result:
    return CliRunner().invoke(main, ["discharge", "count-day", "--day", day], env={"DATABASE_URL": app_dsn})


async def test_a_day_is_counted_once_by_hand_and_never_before_it_comes(
    world: World, owner: Connection, app_dsn: str
) -> None:
    await world.authority("Trewarren Council")

    first, again, to_come = [
        await asyncio.to_thread(count_day, app_dsn, day) for day in ("2026-01-05", "2026-01-05", "2999-01-01")
    ]

    assert (first.exit_code, first.output) == (0, "2026-01-05 is counted.\n")
    assert (again.exit_code, again.output) == (0, "2026-01-05 was counted before.\n")
    assert (to_come.exit_code, to_come.output) == (1, "Error: 2999-01-01 is still to come.\n")
    assert await owner.fetchval("select count(*) from discharge_day") == 1
