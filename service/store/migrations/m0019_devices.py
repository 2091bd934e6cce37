"""What a tablet that may not sync can still do, and how it is told to wipe itself."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0019"
VERSION = "1.38.0"
DESCRIPTION = "Devices"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
