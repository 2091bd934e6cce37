"""Referrals, assessments, what homes decide about them, and the agreements under which they are made."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0009"
VERSION = "1.38.0"
DESCRIPTION = "Discharge"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
