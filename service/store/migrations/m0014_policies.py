"""What a council decides for itself, and how far each provider is agreed with."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0014"
VERSION = "1.38.0"
DESCRIPTION = "Policies"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
