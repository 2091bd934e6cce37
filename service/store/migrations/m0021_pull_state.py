"""How things stand for a tablet that asks what is new."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0021"
VERSION = "1.38.0"
DESCRIPTION = "Pull state"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
