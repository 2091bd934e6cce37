"""What a device may hold, and the feed that tells it what changed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0004"
VERSION = "1.38.0"
DESCRIPTION = "Sync"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
