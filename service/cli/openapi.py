"""`tamar openapi`: the published contract as a file, so that a change of it is seen before it is merged."""

import json
from difflib import unified_diff
from itertools import islice
from pathlib import Path

import click

from service.app import routes
from service.routes.documentation import contract

FILE = Path("openapi/tamar.json")
SHOWN_LINES = 40


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; fail if the file is not what the routes say.")
@click.option("--file", "path", type=click.Path(path_type=Path), default=FILE, show_default=True)
def openapi(*, check: bool, path: Path) -> None:
    """Write the OpenAPI document, made from the routes."""
    made = json.dumps(contract(routes()), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    kept = path.read_text("utf-8") if path.exists() else ""
    if made == kept:
        click.echo(f"{path} is what the routes say.")
    elif check:
        difference = unified_diff(
            kept.splitlines(), made.splitlines(), str(path), "the routes", lineterm="", n=1
        )
        click.echo("\n".join(islice(difference, SHOWN_LINES)))
        raise click.ClickException(
            f"{path} is not what the routes say: run `tamar openapi` and look at the change."
        )
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made, "utf-8")
        click.echo(f"Wrote {path}.")
