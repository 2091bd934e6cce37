"""Placements reach the record, agreements have versions, and arrivals and days are kept."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.migrations.script import sql_beside

ID = "0016"
VERSION = "1.38.0"
DESCRIPTION = "Placements"


async def forwards() -> MigrationManager:
    return sql_beside(__file__, ID, DESCRIPTION)
