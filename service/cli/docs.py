"""`tamar docs`: the pages that the code writes about itself, so that they can't be out of date."""

from collections.abc import Callable
from pathlib import Path

import click

from service.problems import EVERY_REFUSAL
from service.settings import Settings
from workflows.compliance_page import compliance_page
from workflows.councils import council_file
from workflows.delegations import delegations_page
from workflows.discharge_page import discharge_page
from workflows.forms.page import assessment_form_page, review_form_page
from workflows.lifecycle_page import lifecycle_page
from workflows.markdown import table
from workflows.op_problems import REASONS
from workflows.ratings_page import safe_care_page
from workflows.routing_page import routing_page

BEGIN, END = "<!-- settings -->", "<!-- /settings -->"


@click.command
@click.option("--check", is_flag=True, help="Change nothing; fail if a page is not what the code says.")
@click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), default=".")
def docs(*, check: bool, root: Path) -> None:
    """Write the pages in docs/ and the table of settings in README.md from the code."""
    stale = [path for path, made in _pages(root).items() if _kept(root / path) != made]
    if not stale:
        click.echo("Every page is what the code says.")
    elif check:
        raise click.ClickException(
            f"Not what the code says: {', '.join(stale)}. Run `tamar docs` and look at the change."
        )
    else:
        for path in stale:
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).write_text(_pages(root)[path], "utf-8")
            click.echo(f"Wrote {path}.")


def refusals_page() -> str:
    """Every way to be refused: as a request, and as a piece of work that a tablet sends."""
    ordered = sorted(EVERY_REFUSAL, key=lambda one: (one.status, one.code))
    requests = ((str(one.status), f"`{one.code}`", one.title) for one in ordered)
    works = (
        (f"`{code}`", reason.retry.replace("_", " "), reason.template)
        for code, reason in sorted(REASONS.items())
    )
    return f"""# What the service says no to

Every refusal of a request is a problem document (RFC 9457) with one of these codes; codes never change.

{table(("Status", "Code", "What it means"), requests)}

A piece of work that a tablet pushes is answered by itself. What is not simply accepted has one of these codes, when
it makes sense to send it again, and a sentence that the tablet can show without a connection.

{table(("Code", "Send again", "Sentence"), works)}
"""


PAGES: dict[str, Callable[[], str]] = {
    "docs/council.toml": council_file,
    "docs/compliance-review-1.md": compliance_page,
    "docs/discharge.md": discharge_page,
    "docs/form-assessment-1.md": assessment_form_page,
    "docs/delegation.md": delegations_page,
    "docs/form-review-1.md": review_form_page,
    "docs/lifecycle-review.md": lifecycle_page,
    "docs/refusals.md": refusals_page,
    "docs/routing.md": routing_page,
    "docs/safe-care-1.md": safe_care_page,
}
"""A page for each file."""


def _pages(root: Path) -> dict[str, str]:
    readme = _kept(root / "README.md")
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return {path: page() for path, page in PAGES.items()} | {
        "README.md": f"{before}{BEGIN}\n{_settings()}\n{END}{after}"
    }


def _settings() -> str:
    rows = (
        (f"`{one.variable}`", f"`{one.default}`" if one.default else "", one.meaning)
        for one in Settings.described()
    )
    return table(("Variable", "Default", "Meaning"), rows)


def _kept(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""
