"""Whoever refers somebody waits for what is on its way about them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0024"
VERSION = "1.38.0"
DESCRIPTION = "Referred"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
