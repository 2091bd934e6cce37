"""Corrections after approval, drafts that move between a person's tablets, verifiers' questions, and clocks."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0018"
VERSION = "1.38.0"
DESCRIPTION = "Kinds"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
