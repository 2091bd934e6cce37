"""What the law keeps for the council: safeguarding concerns, and who may do which of its functions."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0011"
VERSION = "1.38.0"
DESCRIPTION = "Compliance"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
