"""What a council's engineer sees of `tamar import cqc`."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from tests.support.cqc import LOCATIONS_HEADER, RATINGS_HEADER, location, rating
from tests.support.spreadsheets import markup, sheet
from tests.support.world import World

NAME = "01_November_2026_HSCA_Active_Locations.ods"
Import = Callable[..., Result]


@pytest.fixture
async def council(world: World) -> None:
    authority = await world.authority("Trewarren Council")
    provider = await world.organisation("provider", authority)
    await world.location(provider, cqc_id="1-101", name="Kea House", rating="Inadequate")


@pytest.fixture
def tamar_import(app_dsn: str, tmp_path: Path, council: None) -> Import:
    def run(*rows: list[str], arguments: tuple[str, ...] = (), name: str = NAME) -> Result:
        file = tmp_path / name
        file.write_bytes(markup(sheet("HSCA_Active_Locations", [LOCATIONS_HEADER, *rows])).getvalue())
        command = ["import", "cqc", str(file), *arguments]
        return CliRunner().invoke(main, command, env={"DATABASE_URL": app_dsn, "COLUMNS": "120"})

    return run


def test_it_shows_what_changed_and_counts(tamar_import: Import) -> None:
    answer = tamar_import(location("1-101"), location("1-999"))

    assert answer.exit_code == 0, answer.output
    assert [
        cell.strip() for line in answer.stdout.splitlines() if "│" in line for cell in line.split("│")[1:-1]
    ] == [
        "1-101",
        "Kea House",
        "rating",
        "Inadequate",
        "Good",
        "2025-11-17",
    ]
    assert answer.stdout.endswith("2 rows: 0 created, 1 changed, 0 unchanged, 0 known newer.\n")


def test_a_dry_run_writes_nothing(tamar_import: Import) -> None:
    dry = tamar_import(location("1-101"), arguments=("--dry-run",))

    assert dry.stdout.endswith("0 known newer. Nothing was written.\n")
    assert "1 changed" in tamar_import(location("1-101")).stdout


def test_what_can_not_be_read_is_listed_and_fails_the_command(tamar_import: Import) -> None:
    answer = tamar_import(location("1-101", publication_date="soon"))

    assert answer.exit_code == 1
    assert "A date looks like 31/05/2024" in answer.stdout


def test_the_day_of_a_file_that_its_name_does_not_tell_has_to_be_said(tamar_import: Import) -> None:
    unsaid = tamar_import(location("1-101"), name="locations.ods")
    said = tamar_import(location("1-101"), name="locations.ods", arguments=("--file-date", "2026-11-01"))

    assert (unsaid.exit_code, said.exit_code) == (2, 0)
    assert "say it with --file-date" in unsaid.stderr


def test_places_of_a_local_authority_are_taken_in(tamar_import: Import) -> None:
    answer = tamar_import(location("1-101"), location("1-201"), arguments=("--all-in", "Cornwall"))

    assert "1 created, 1 changed" in answer.stdout


def test_a_newcomer_where_a_location_has_gone_is_pointed_out(tamar_import: Import) -> None:
    answer = tamar_import(location("1-555", location_postal_code="TR1 2AB", location_name="Kea Lodge"))

    assert "1-555 Kea Lodge" in answer.stdout
    renamed = tamar_import(
        location("1-555", location_postal_code="TR1 2AB"), arguments=("--renumbered", "1-101=1-555")
    )
    assert "renumbered" in renamed.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--kind", "ratings"), "/query/kind: another-file (file locations)"),
        (("--renumbered", "1-7=1-8"), "old-id-unknown (old 1-7, new 1-8)"),
        (("--renumbered", "Kea"), "A renumbering looks like"),
    ],
)
def test_what_does_not_fit_the_file_is_told_in_a_line(
    tamar_import: Import, arguments: tuple[str, ...], said: str
) -> None:
    answer = tamar_import(location("1-101"), arguments=arguments)

    assert answer.exit_code != 0
    assert said in answer.stderr


def test_a_file_may_come_through_a_pipe(app_dsn: str, council: None) -> None:
    raw = markup(sheet("Locations", [RATINGS_HEADER, rating("1-101")])).getvalue()

    answer = CliRunner().invoke(
        main,
        ["import", "cqc", "-", "--file-date", "2026-11-01"],
        input=raw,
        env={"DATABASE_URL": app_dsn},
    )

    assert answer.exit_code == 0, answer.output
    assert "1 rows: 0 created, 1 changed" in answer.stdout
