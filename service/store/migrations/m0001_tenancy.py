"""Who there is, whose data it is, and who may reach whom."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0001"
VERSION = "1.38.0"
DESCRIPTION = "Tenancy"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
