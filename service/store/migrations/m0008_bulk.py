"""Many decisions at once: whose work they are about, and what a verifier has selected for them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0008"
VERSION = "1.38.0"
DESCRIPTION = "Bulk"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
