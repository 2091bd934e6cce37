"""Work that waits for other work."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0012"
VERSION = "1.38.0"
DESCRIPTION = "Held"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
