"""What staff file of work that was made outside of a lease says so."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0023"
VERSION = "1.38.0"
DESCRIPTION = "Late work"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
