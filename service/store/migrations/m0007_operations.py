"""What whoever runs the service may see of the work in it: how much there is of what, and since when. Never whose."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0007"
VERSION = "1.38.0"
DESCRIPTION = "Operations"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
