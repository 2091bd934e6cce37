"""`tamar tablet`: the whole way of a review at a terminal, against the running service."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from tests.client.live import Live
from tests.support.identity import PASSWORD
from tests.support.uploads import photo

Tamar = Callable[..., Result]


@pytest.fixture
def terminal(live: Live) -> Tamar:
    """A command that has to succeed, unless it says how it ends."""

    def run(*arguments: str, ends: int = 0, typed: str | None = None) -> Result:
        folder = ["tablet", "--data", str(live.folder / "terminal"), "--url", live.url]
        answer = CliRunner().invoke(
            main, [*folder, *arguments], input=typed, env={"TAMAR_TABLET_PASSWORD": PASSWORD}
        )
        assert answer.exit_code == ends, answer.output
        return answer

    return run


@pytest.fixture
async def at_home(live: Live, terminal: Tamar) -> str:
    """Enrolled, logged in and synced; the package of somebody in care."""
    cared = await live.cared()
    code = live.ask("wenna", "/v1/devices/codes", {"location_id": str(live.scene.location)}).json()["code"]
    terminal("enrol", code)
    terminal("log-in", "rowena")
    terminal("sync")
    return str(cared.package)


def begun(terminal: Tamar, package: str, *more: str) -> str:
    return terminal("fill", package, "--example", *more).stdout.rpartition(": ")[2].strip()


async def test_a_review_is_made_without_signal_and_sent_with_it(
    live: Live, terminal: Tamar, at_home: str
) -> None:
    assert "Morwenna Tregear" in terminal("list").stdout
    terminal("offline")
    filled = terminal("fill", at_home, "--example").stdout
    review = filled.rpartition(": ")[2].strip()
    (live.folder / "ramp.jpg").write_bytes(photo())
    terminal("attach", review, str(live.folder / "ramp.jpg"), "--caption", "The new ramp")
    assert "it will be sent" in terminal("submit", review).stdout
    refused = terminal("sync", ends=1)
    waiting = json.loads(terminal("status", "--json").stdout)

    terminal("online")
    terminal("sync")
    terminal("sync")
    sent = json.loads(terminal("status", "--json").stdout)

    assert "Safe-care rating by safe-care/1: green" in filled
    assert "The tablet is offline" in refused.output
    assert (waiting["offline"], [one["stage"] for one in waiting["work"]]) == (True, ["waiting"])
    assert (sent["offline"], sent["work"], sent["reviews"][0]["state"]) == (False, [], "submitted")
    assert sent["reviews"][0]["line"].startswith("Morwenna Tregear: The council has it")
    assert "complete" in sent["files"][0]["line"]
    assert f"review {review}: The council has it" in terminal("show", "tregear").stdout


async def test_answers_come_from_a_file_and_what_is_missing_is_named(
    live: Live, terminal: Tamar, at_home: str
) -> None:
    file = live.folder / "answers.json"
    file.write_text(json.dumps({"person_views": "I like the mornings."}))
    review = terminal("fill", at_home, "--answers", str(file)).stdout.rpartition(": ")[2].strip()

    refused = terminal("submit", review, ends=1)

    assert "Not rated" in terminal("rate", review).stdout
    assert "This can't be handed in yet" in refused.output
    assert "/review_type: missing" in refused.output
    assert "Begun, of Morwenna Tregear." in terminal("status").stdout


async def test_what_was_asked_is_kept_when_somebody_breaks_off(
    live: Live, terminal: Tamar, at_home: str
) -> None:
    terminal("fill", at_home, typed="2\n", ends=1)

    again = terminal("fill", at_home, typed="", ends=1)

    assert "Who carries out the review" in again.stdout


async def test_what_cannot_be_sent_is_rescued_and_opened_by_staff(
    live: Live, terminal: Tamar, at_home: str
) -> None:
    terminal("submit", begun(terminal, at_home))
    file = str(live.folder / "rescue.json")

    code = terminal("rescue", file).stdout.removeprefix("Code: ").strip()

    assert "Morwenna Tregear" in terminal("open-rescue", file, code).stdout
    assert "does not open" in terminal("open-rescue", file, "0" * 26, ends=1).output


async def test_a_suspended_tablet_says_so_and_hands_in(live: Live, terminal: Tamar, at_home: str) -> None:
    terminal("submit", begun(terminal, at_home))
    device = await live.scene.world.connection.fetchval(
        "select id from device where name = 'Terminal tablet'"
    )
    live.ask("ada", f"/v1/devices/{device}/suspend", None)
    live.scene.clock.forward(seconds=11)

    refused = terminal("sync", ends=1)
    kept = terminal("deposit")

    assert "may not be used at the moment" in refused.output
    assert kept.stdout == "Work kept: 1.\n"
    assert "Handed in to the council's staff" in terminal("status").stdout


async def test_nothing_is_done_on_a_tablet_that_nobody_has_enrolled_or_of_people_who_are_not_there(
    live: Live, terminal: Tamar
) -> None:
    assert "not enrolled" in terminal("log-in", "rowena", ends=1).output
    assert "Nobody has signed in" in terminal("list", ends=1).output


def test_a_service_elsewhere_asks_for_a_pin(folder: Path) -> None:
    run = CliRunner().invoke
    at = ["tablet", "--data", str(folder / "real"), "--url", "https://tamar.example"]

    short = run(main, [*at, "status"], input="12345\n12345\n")
    offline = run(main, [*at, "offline"])
    first = run(main, [*at, "list"], input="five small otters\nfive small otters\n")
    wrong = run(main, [*at, "list"], env={"TAMAR_TABLET_PIN": "five small stoats"})

    assert "at least 6 characters" in short.output
    assert offline.exit_code == 0
    assert "Recovery code: " in first.output
    assert "That is not the PIN" in wrong.output


@pytest.mark.parametrize("command", sorted(main.commands["tablet"].commands))  # type: ignore[attr-defined] # a group
def test_every_command_explains_itself(command: str) -> None:
    answer = CliRunner().invoke(main, ["tablet", command, "--help"])

    assert (answer.exit_code, "Usage: " in answer.output) == (0, True)
