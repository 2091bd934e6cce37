"""How a step of the schema runs: its SQL file as a whole, in the transaction of the migration run."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from service.store.engine import HELD

APP_NAME = "tamar"


def sql_beside(python_file: str, migration_id: str, description: str) -> MigrationManager:
    """The step that runs the SQL file of the same name.

    Piccolo prepares what it runs, and a prepared statement can't hold a whole script; the connection's own
    `execute` can.
    """

    async def run() -> None:
        await HELD.connection.execute(Path(python_file).with_suffix(".sql").read_text("utf-8"))

    manager = MigrationManager(migration_id=migration_id, app_name=APP_NAME, description=description)
    manager.add_raw(run)
    return manager
