"""A council's own questions, and which versions of forms it takes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0015"
VERSION = "1.38.0"
DESCRIPTION = "Questions"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
