"""What a council's engineer sees of `tamar import caseload`."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from tests.support.caseloads import LOCATION, Row, a_file, a_row, somebody_else
from tests.support.world import World

Import = Callable[..., Result]


@pytest.fixture
async def council(world: World) -> None:
    authority = await world.authority("Trewarren Council")
    provider = await world.organisation("provider", authority)
    await world.location(provider, cqc_id=LOCATION)


@pytest.fixture
def tamar_import(app_dsn: str, tmp_path: Path, council: None) -> Import:
    def run(*rows: Row, arguments: tuple[str, ...] = (), raw: bytes | None = None) -> Result:
        file = tmp_path / "caseload.csv"
        file.write_bytes(a_file(*rows) if raw is None else raw)
        command = ["import", "caseload", str(file), *arguments]
        return CliRunner().invoke(main, command, env={"DATABASE_URL": app_dsn, "COLUMNS": "100"})

    return run


def test_it_counts_what_became_of_the_rows(tamar_import: Import) -> None:
    first = tamar_import(a_row(), somebody_else())
    again = tamar_import(a_row(), somebody_else(postcode="PL1 1CK"))

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stdout == "2 rows: 2 created, 0 changed, 0 unchanged, 0 rejected.\n"
    assert again.stdout == "2 rows: 0 created, 1 changed, 1 unchanged, 0 rejected.\n"


def test_rejected_rows_are_listed_and_fail_the_command(tamar_import: Import) -> None:
    answer = tamar_import(a_row(funder="us"), somebody_else())

    assert answer.exit_code == 1
    assert [line.split("│")[1:3] for line in answer.stdout.splitlines() if "│" in line] == [
        [" 2   ", " funder "]
    ]
    assert "The funder is one of council, nhs, joint." in answer.stdout
    assert answer.stdout.endswith("2 rows: 1 created, 0 changed, 0 unchanged, 1 rejected.\n")


def test_a_dry_run_writes_nothing(tamar_import: Import) -> None:
    dry = tamar_import(a_row(), arguments=("--dry-run",))

    assert dry.stdout == "1 rows: 1 created, 0 changed, 0 unchanged, 0 rejected. Nothing was written.\n"
    assert "1 created" in tamar_import(a_row()).stdout


def test_a_file_that_is_no_caseload_is_told_in_a_few_lines(tamar_import: Import) -> None:
    answer = tamar_import(raw=b"name\nMorwenna\n")

    assert answer.exit_code == 1
    assert "This is no caseload file:\n  /header/record_id: missing" in answer.stderr


@pytest.fixture
async def neighbour(world: World, council: None) -> str:
    """The code of a second council."""
    authority = await world.authority("Elsewhere Council")
    code: str = await world.connection.fetchval("select gss_code from authority where id = $1", authority)
    return code


def test_with_several_councils_one_has_to_be_named(tamar_import: Import, neighbour: str) -> None:
    unclear = tamar_import(a_row())
    named = tamar_import(a_row(), arguments=("--authority", neighbour))

    assert unclear.exit_code == 1
    assert f"{neighbour} (Elsewhere Council)" in unclear.stderr
    assert "1 rejected" in named.stdout, "no location works with the neighbour"


def test_a_database_without_a_council_says_so(app_dsn: str, tmp_path: Path) -> None:
    file = tmp_path / "caseload.csv"
    file.write_bytes(a_file())

    answer = CliRunner().invoke(main, ["import", "caseload", str(file)], env={"DATABASE_URL": app_dsn})

    assert answer.exit_code == 1
    assert "this database has no council in it yet" in answer.stderr


def test_a_database_that_is_away_is_told_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "caseload.csv"
    file.write_bytes(a_file())

    answer = CliRunner().invoke(
        main,
        ["import", "caseload", str(file)],
        env={"DATABASE_URL": f"postgresql://nobody@/none?host={tmp_path}"},
    )

    assert answer.exit_code == 1
    assert "The caseload can't be taken in" in answer.stderr
