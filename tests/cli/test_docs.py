"""The pages in docs/ and the settings in README.md are what the code says."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli.docs import PAGES, docs
from service.problems import EVERY_REFUSAL
from workflows.reviews import lifecycle

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "README.md", tmp_path)
    return tmp_path


def run(root: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(docs, ["--root", str(root), *options])
    return result.exit_code, result.output


def test_every_page_is_what_the_code_says(copy: Path) -> None:
    assert run(copy, "--check") == (0, "Every page is what the code says.\n")


@pytest.mark.parametrize("page", [*PAGES, "README.md"])
def test_a_page_that_was_changed_by_hand_is_noticed_and_written_anew(copy: Path, page: str) -> None:
    written = (copy / page).read_text("utf-8")
    changed = written.replace("| --- |", "| ---- |", 1).replace("green = 2", "green = 3")
    (copy / page).write_text(changed, "utf-8")

    code, said = run(copy, "--check")
    assert code == 1
    assert page in said

    assert run(copy)[0] == 0
    assert (copy / page).read_text("utf-8") == written


def test_what_a_person_wrote_in_the_readme_stays(copy: Path) -> None:
    readme = copy / "README.md"
    readme.write_text(readme.read_text("utf-8").replace("TAMAR_POOL_MAX", "GONE") + "\nMine.\n", "utf-8")

    run(copy)

    assert readme.read_text("utf-8").endswith("\nMine.\n")
    assert "TAMAR_POOL_MAX" in readme.read_text("utf-8")


def test_the_pages_name_every_move_and_every_refusal() -> None:
    moves, refusals = PAGES["docs/lifecycle-review.md"](), PAGES["docs/refusals.md"]()

    assert all(
        f"{source} --> {to} : {action}" in moves
        for (source, action), ends in lifecycle.moves.items()
        for to in ends
    )
    assert all(f"`{one.code}`" in refusals for one in EVERY_REFUSAL)
