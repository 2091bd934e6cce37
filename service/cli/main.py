"""`tamar`: everything that is done to the service from a shell."""

import click

from service.cli.attachments import attachments
from service.cli.authority import authority
from service.cli.check import check
from service.cli.conformance import conformance
from service.cli.demo import demo
from service.cli.discharge import discharge
from service.cli.docs import docs
from service.cli.imports import imports
from service.cli.migrate import migrate
from service.cli.openapi import openapi
from service.cli.rating import rating
from service.cli.run import run, serve
from service.cli.simulate import simulate
from service.cli.simulator import simulator
from service.cli.sync import sync
from service.cli.tablet import tablet
from service.cli.worker import worker


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tamar")
def main() -> None:
    """Provider-led reviews and trusted assessments, from the tablet to the record."""


main.add_command(authority)
main.add_command(attachments)
main.add_command(imports)
main.add_command(check)
main.add_command(conformance)
main.add_command(demo)
main.add_command(discharge)
main.add_command(docs)
main.add_command(migrate)
main.add_command(openapi)
main.add_command(rating)
main.add_command(run)
main.add_command(serve)
main.add_command(simulate)
main.add_command(simulator)
main.add_command(sync)
main.add_command(tablet)
main.add_command(worker)
