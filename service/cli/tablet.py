"""`tamar tablet`: a tablet at a terminal, to try the service by hand, online and off."""

import json
import mimetypes
import os
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import click
import msgspec

from schemas.base import encode
from schemas.people import PulledPerson
from schemas.ratings import CompleteFactors, Mitigation
from service.cli import prompting
from service.cli.carrying import DEFAULT_URL, PASSWORD, Carried, plainly
from service.client import drafts, rescue
from service.client.keyring import STRONG, Keyring
from service.client.lease import OutsideLease
from service.client.locking import is_for_trying, keyring_of
from service.client.merge import Answers
from service.client.tablet import Tablet
from service.client.wording import pending_line

as_json = click.option("--json", "as_json", is_flag=True, help="For programs.")


@click.group("tablet")
@click.option(
    "--data",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("tamar-tablet"),
    show_default=True,
    envvar="TAMAR_TABLET_DATA",
    help="The tablet's folder; another folder is another tablet.",
)
@click.option("--url", help=f"The service; remembered in the folder.  [default: {DEFAULT_URL}]")
@click.pass_context
def tablet(context: click.Context, folder: Path, url: str | None) -> None:
    """Be a tablet: enrol, log in, sync, and work on without a connection.

    What is on it is encrypted. For a service on another machine it asks for a PIN (or takes TAMAR_TABLET_PIN).
    """
    context.obj = Carried(folder, url)


@tablet.command()
@click.argument("code")
@click.option("--name", default="Terminal tablet", show_default=True, help="What people call it.")
@click.pass_obj
def enrol(carried: Carried, code: str, name: str) -> None:
    """Enrol with a CODE that an administrator or the provider has made."""
    with carried.opened() as tablet:
        tablet.enrol(code, name)
        click.echo(f"Enrolled as {tablet.device_id}.")


@tablet.command("log-in")
@click.argument("username")
@click.option("--device", type=click.UUID, help="Be this tablet, which is enrolled already.")
@click.pass_obj
def log_in(carried: Carried, username: str, device: UUID | None) -> None:
    """Log in as USERNAME; the password is asked for, or taken from TAMAR_TABLET_PASSWORD."""
    password = os.environ.get(PASSWORD) or click.prompt("Password", hide_input=True)
    with carried.opened() as tablet:
        if device is not None:
            tablet.become(device)
        tablet.log_in(username, password)
        click.echo(f"Logged in as {tablet.session.me.account.name}.")


@tablet.command()
@click.option(
    "--wait", "seconds", type=click.IntRange(1, 50), help="First wait so long for something to pull."
)
@click.pass_obj
def sync(carried: Carried, seconds: int | None) -> None:
    """Pull, push and send files; as often as you like."""
    with carried.opened() as tablet:
        if seconds is not None:
            tablet.wait(seconds)
        ended = tablet.sync()
        click.echo(f"Work answered: {ended.answered}.")
        if ended.interrupted is not None:
            raise click.ClickException(f"The sync ended early: {ended.interrupted}")


@tablet.command()
@click.pass_obj
def offline(carried: Carried) -> None:
    """Lose the signal, until `online`."""
    carried.go(offline=True)
    click.echo("Offline.")


@tablet.command()
@click.pass_obj
def online(carried: Carried) -> None:
    """Have signal again."""
    carried.go(offline=False)
    click.echo("Online.")


@tablet.command("list")
@as_json
@click.pass_obj
def list_(carried: Carried, *, as_json: bool) -> None:
    """The caseload: everybody in care here, with their packages."""
    with carried.opened() as tablet:
        people = tablet.people()
        if as_json:
            click.echo(encode(people))
        for person in [] if as_json else people:
            click.echo(f"{person.name}, born {person.date_of_birth:%d %b %Y}")
            for package in person.packages:
                click.echo(f"  package {package}")


@tablet.command()
@click.argument("person")
@click.pass_obj
def show(carried: Carried, person: str) -> None:
    """Show a PERSON, by id or by part of the name: who they are, and where each review stands."""
    with carried.opened() as tablet:
        one = _person(tablet, person)
        click.echo(msgspec.json.format(encode(one)).decode())
        for review in tablet.submissions():
            if review.answers.get("package_id") in [str(package) for package in one.packages]:
                click.echo(f"review {review.id}: {review.line}")


@tablet.command()
@click.argument("package", type=click.UUID)
@click.option(
    "--answers", type=click.File("rb"), help="A JSON file with answers; without it, they are asked for."
)
@click.option("--example", is_flag=True, help="Take the form's example; for a service on this machine only.")
@click.pass_obj
def fill(carried: Carried, package: UUID, answers: Any, *, example: bool) -> None:
    """Begin a review of a PACKAGE, or go on with the one that was begun, and answer its questions."""
    with carried.opened() as tablet:
        draft = _begun(tablet, package) or tablet.new_review(package)
        form = tablet.forms()["review@1"]
        if example and not is_for_trying(carried.url):
            raise click.ClickException("The example is no review of anybody real.")
        if example:
            draft = drafts.from_example(form.example, draft)
        if answers is not None:
            draft |= _read(answers.read())
        if not example and answers is None:
            draft = prompting.ask(form, drafts.with_what_the_tablet_knows(draft, tablet.session.me), tablet)
        tablet.save(draft)
        _show_rating(tablet, draft)
        click.echo(f"Begun: {draft['submission_id']}")


@tablet.command()
@click.argument("review", type=click.UUID)
@click.pass_obj
def rate(carried: Carried, review: UUID) -> None:
    """Work out the safe-care rating of a REVIEW that was begun, by the rules on the tablet."""
    with carried.opened() as tablet:
        _show_rating(tablet, _draft(tablet, review))


@tablet.command()
@click.argument("review", type=click.UUID)
@click.pass_obj
def submit(carried: Carried, review: UUID) -> None:
    """Hand in a REVIEW that was begun; it is sent by the next sync."""
    with carried.opened() as tablet:
        tablet.submit(_draft(tablet, review))
        click.echo(tablet.submission(review).line)


@tablet.command()
@click.argument("review", type=click.UUID)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--caption", required=True, help="What it shows.")
@click.pass_obj
def attach(carried: Carried, review: UUID, file: Path, caption: str) -> None:
    """Attach a photo or a PDF to a REVIEW, begun or handed in."""
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    with carried.opened() as tablet:
        tablet.attach(review, file.read_bytes(), media_type, caption)
        click.echo("Attached; it is sent by the next sync.")


@tablet.command()
@as_json
@click.pass_obj
def status(carried: Carried, *, as_json: bool) -> None:
    """Where everything stands: what is begun, what waits and why, what the council has made of it."""
    with carried.opened() as tablet:
        shown = _status(carried, tablet)
    if as_json:
        click.echo(encode(shown))
        return
    click.echo(
        f"{'Offline' if shown['offline'] else 'Online'}. People are shown until {shown['shown_until']}."
    )
    for kind in ("begun", "reviews", "work", "files"):
        for item in shown[kind]:
            click.echo(f"{item['id']}  {item['line']}")


@tablet.command()
@click.pass_obj
def deposit(carried: Carried) -> None:
    """Hand in what was not sent although this tablet may not sync; the council's staff see to it."""
    with carried.opened() as tablet:
        click.echo(f"Work kept: {tablet.deposit()}.")


@tablet.command("rescue")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def rescue_(carried: Carried, file: Path) -> None:
    """Write what was not sent into a sealed FILE; the code that opens it is shown once."""
    with carried.opened() as tablet:
        click.echo(f"Code: {tablet.rescue(file)}")


@tablet.command("open-rescue")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("code")
def open_rescue(file: Path, code: str) -> None:
    """Show what is in a sealed FILE of a rescue, for the council's staff."""
    with plainly():
        click.echo(rescue.read(file, code))


@tablet.command()
@click.argument("recovery_code")
@click.pass_obj
def recover(carried: Carried, recovery_code: str) -> None:
    """Give the tablet a new PIN by its RECOVERY_CODE; nothing that is on it is lost."""
    new: str = click.prompt("New PIN", hide_input=True, confirmation_prompt=True)
    keyring: Keyring = keyring_of(carried.file, STRONG)
    with plainly():
        keyring.recover(recovery_code, new)
    click.echo("The tablet has a new PIN.")


def _person(tablet: Tablet, asked: str) -> PulledPerson:
    found = [one for one in tablet.people() if asked == str(one.id) or asked.lower() in one.name.lower()]
    if len(found) != 1:
        raise click.ClickException(f"{len(found)} people here are called like {asked!r}.")
    return found[0]


def _begun(tablet: Tablet, package: UUID) -> Answers | None:
    return next((one for one in tablet.drafts() if one["package_id"] == str(package)), None)


def _draft(tablet: Tablet, review: UUID) -> Answers:
    found = next((one for one in tablet.drafts() if one["submission_id"] == str(review)), None)
    if found is None:
        raise KeyError(str(review))
    return found


def _read(raw: bytes) -> Answers:
    try:
        answers = json.loads(raw)
    except ValueError as error:
        raise click.ClickException(f"The answers are no JSON: {error}") from None
    if not isinstance(answers, dict):
        raise click.ClickException("The answers are one JSON object.")
    return answers


def _show_rating(tablet: Tablet, draft: Answers) -> None:
    """As far as the factors are answered."""
    given = draft.get("safe_care_rag") or {}
    try:
        factors = msgspec.convert(given.get("factors"), CompleteFactors)
        mitigations = msgspec.convert(given.get("mitigations") or [], list[Mitigation])
        on = date.fromisoformat(draft["review_date"])
    except msgspec.ValidationError:
        click.echo("Not rated: the safe-care factors are not all answered.")
        return
    rated = tablet.rate(factors, mitigations, on)
    click.echo(f"Safe-care rating by {rated.ruleset}: {rated.computed.value}")
    for reason in rated.reasons:
        click.echo(f"  {reason.text}")


def _status(carried: Carried, tablet: Tablet) -> dict[str, Any]:
    try:
        tablet.people()
        shown_until = tablet.shown_until
    except OutsideLease:
        shown_until = None
    return {
        "offline": carried.is_offline,
        "shown_until": shown_until.isoformat() if shown_until else "the next sync",
        "begun": [
            {"id": draft["submission_id"], "line": f"Begun, of {draft['person']['name']}."}
            for draft in tablet.drafts()
        ],
        "reviews": [
            {
                "id": str(one.id),
                "line": f"{one.person_name}: {one.line}" if shown_until else one.line,
                "state": one.state,
            }
            for one in tablet.submissions()
        ],
        "work": [
            {"id": str(work.op.op_id), "line": pending_line(work), "stage": work.stage, "kind": work.op.kind}
            for work in tablet.outbox()
        ],
        "files": [
            {
                "id": str(one.id),
                "line": f"File, {one.sent} of {one.length} bytes sent: {one.fault or one.state}.",
            }
            for one in tablet.attachments()
        ],
    }
