"""What devices sent, what became of it, and what verifiers decided."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0003"
VERSION = "1.38.0"
DESCRIPTION = "Submissions"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
