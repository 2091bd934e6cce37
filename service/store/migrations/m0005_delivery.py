"""How messages reach the record: one at a time for each person, and every try kept."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0005"
VERSION = "1.38.0"
DESCRIPTION = "Delivery"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
