"""Every named query says what it is for, and asks for nothing that the application's role may not have."""

from importlib import resources

from service.store.database import Database, query
from tests.support.landscape import settle
from tests.support.world import NOON, World

FOLDER = resources.files("service.store") / "queries"
NAMES = sorted(path.name.removesuffix(".sql") for path in FOLDER.iterdir() if path.name.endswith(".sql"))


def test_every_query_has_a_title_and_a_sentence() -> None:
    for name in NAMES:
        title, sentence, *_ = query(name).splitlines()
        assert title.startswith("-- "), name
        assert sentence.startswith("-- "), name


async def test_the_application_may_run_every_query(database: Database, world: World) -> None:
    """A plan is made with the caller's privileges, and without anything being read or written."""
    land = await settle(world)
    async with database.tx(land.actors["verifier of Trewarren"], NOON) as db:
        for name in NAMES:
            asked = await db.prepare(query(name))
            plan = await db.fetch(f"explain {query(name)}", *[None for _ in asked.get_parameters()])
            assert plan, name
