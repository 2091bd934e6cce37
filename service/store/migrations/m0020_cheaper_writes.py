"""What a push costs PostgreSQL: a feed in simpler statements, and revisions that aren't taken to pieces."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0020"
VERSION = "1.38.0"
DESCRIPTION = "Cheaper writes"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
