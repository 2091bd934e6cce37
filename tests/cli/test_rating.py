"""What a council's practice lead sees of `tamar rating`."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from tests.support.desk import Desk
from tests.workflows.test_rulesets import FALLS_ALONE, additions, whole, without

Tamar = Callable[..., Result]


@pytest.fixture
def tamar_rating(app_dsn: str, tmp_path: Path) -> Tamar:
    def run(command: str, ruleset: dict[str, Any], *arguments: str) -> Result:
        file = tmp_path / "ruleset.json"
        file.write_text(json.dumps(ruleset))
        return CliRunner().invoke(
            main, ["rating", command, str(file), *arguments], env={"DATABASE_URL": app_dsn, "COLUMNS": "100"}
        )

    return run


def test_a_ruleset_that_may_be_used_is_said_to_be(tamar_rating: Tamar) -> None:
    answer = tamar_rating("check", additions(FALLS_ALONE))

    assert (answer.exit_code, answer.stdout) == (0, "safe-care/2 with 14 rules may be used.\n")


def test_a_ruleset_that_would_call_the_unknown_green_is_refused_with_a_pointer(tamar_rating: Tamar) -> None:
    answer = tamar_rating("check", whole(rules=without("unknown.cognition")))

    assert answer.exit_code == 1
    assert "/rules: critical-unknown-green (factor cognition)" in answer.stderr


async def sent(desk: Desk) -> None:
    lonely: dict[str, Any] = {
        "safe_care_rag__factors__falls": 2,
        "safe_care_rag__factors__living_situation": 2,
    }
    both: tuple[dict[str, Any], ...] = ({}, lonely | {"safe_care_rag__provider_rating": "amber"})
    for answers in both:
        await desk.given(**answers)


async def test_past_submissions_are_compared_and_left_as_they_are(desk: Desk, tamar_rating: Tamar) -> None:
    await sent(desk)
    before = await desk.db.fetch("select * from submission_rev order by id")

    answer = await in_thread(tamar_rating, "compare", additions(FALLS_ALONE), "--days", "36500")

    assert answer.exit_code == 0, answer.output
    first, *table = answer.stdout.splitlines()
    assert first == "2 submissions by safe-care/2: 1 as before, 1 worse, 0 milder."
    assert [cells(line) for line in table if "│" in line] == [
        ["rating", "amber to red", "1"],
        ["rule", "council.falls_alone", "1"],
        ["factor", "falls", "1"],
        ["factor", "living_situation", "1"],
    ]
    assert await desk.db.fetch("select * from submission_rev order by id") == before


async def test_a_program_gets_the_same_as_json(desk: Desk, tamar_rating: Tamar) -> None:
    await sent(desk)

    answer = await in_thread(tamar_rating, "compare", additions(FALLS_ALONE), "--json", "--days", "36500")

    told = json.loads(answer.stdout)
    assert (told["compared"], told["worse"], told["factors"]) == (2, 1, {"falls": 1, "living_situation": 1})
    assert told["moves"] == [{"was": "amber", "becomes": "red", "submissions": 1}]


async def test_a_ruleset_that_the_council_has_drafted_is_compared_by_its_id(desk: Desk, app_dsn: str) -> None:
    await sent(desk)
    ada = await desk.scene.as_("ada")
    await ada.post("/v1/rulesets", {"ruleset": additions(FALLS_ALONE), "reason": "Falls."})

    def compare(ruleset: str) -> Result:
        asked = ["rating", "compare", ruleset, "--days", "36500"]
        return CliRunner().invoke(main, asked, env={"DATABASE_URL": app_dsn})

    answer, unknown = [await asyncio.to_thread(compare, one) for one in ("safe-care/2", "safe-care/3")]

    assert answer.stdout.startswith("2 submissions by safe-care/2: 1 as before, 1 worse, 0 milder.")
    assert unknown.exit_code == 1
    assert "safe-care/3 is neither a file nor a ruleset" in unknown.stderr


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("│")[1:-1]]


async def in_thread(run: Tamar, *arguments: Any) -> Result:
    """A command has its own event loop, and so needs a thread of its own beside the scene's."""
    return await asyncio.to_thread(run, *arguments)
