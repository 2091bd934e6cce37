"""Files that travel by themselves, and which of them a review names."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0013"
VERSION = "1.38.0"
DESCRIPTION = "Attachments"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
