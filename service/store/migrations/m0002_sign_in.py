"""Who is calling, and on what: tablets, sessions, and how often a secret may be tried."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0002"
VERSION = "1.38.0"
DESCRIPTION = "Sign-in"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
