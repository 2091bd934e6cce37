"""Who may take part: how locations stand, what their people have learnt, and who brought that in."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0010"
VERSION = "1.38.0"
DESCRIPTION = "Eligibility"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
