"""What a council has to know at once and what it decides: concerns in work not filed, rulesets, permissions."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0017"
VERSION = "1.38.0"
DESCRIPTION = "Council"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
