"""`tamar worker`: tells the record what was approved, beside the service or on a machine of its own."""

import asyncio
import os

import click

from service import hosting, logs
from service.cli.lifeline import ends_with_its_parent
from service.cli.run import CANT_START
from service.serve import STOP_SIGNALS, utc_now
from service.settings import Settings
from service.store.roles import refuse_powerful_role
from service.worker import run as run_worker


@click.command
@ends_with_its_parent
def worker() -> None:
    """Tell the social care record what was approved, until told to stop.

    Works on the database that DATABASE_URL names, else on the one that `tamar run` keeps. TAMAR_RECORD_TARGET says
    where the record is. Several may work at once.
    """
    try:
        settings = Settings.from_environment(os.environ)
        logs.configure(settings.log_level, "worker")
        with hosting.served(settings) as database_url:
            asyncio.run(_work(settings, database_url))
    except (*CANT_START, OSError) as error:
        raise click.ClickException(str(error)) from None


async def _work(settings: Settings, database_url: str) -> None:
    await refuse_powerful_role(database_url)
    stop = asyncio.Event()
    for one in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    await run_worker(settings, database_url, stop, utc_now)
