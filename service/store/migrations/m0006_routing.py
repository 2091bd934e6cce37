"""Where a submission waits, until when, and what has to be known to say so."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0006"
VERSION = "1.38.0"
DESCRIPTION = "Routing"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
