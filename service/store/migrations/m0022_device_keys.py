"""A session that its tablet's key was shown for can be refreshed only with that key."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0022"
VERSION = "1.38.0"
DESCRIPTION = "Keys of tablets"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
