"""The published contract can't change unseen."""

import json
from pathlib import Path

from click.testing import CliRunner

from service.cli import main


def test_the_contract_is_written_and_then_agrees(tmp_path: Path) -> None:
    path = tmp_path / "api" / "tamar.json"

    written = CliRunner().invoke(main, ["openapi", "--file", str(path)])
    checked = CliRunner().invoke(main, ["openapi", "--check", "--file", str(path)])

    assert (written.exit_code, checked.exit_code) == (0, 0)
    assert json.loads(path.read_text())["openapi"] == "3.1.0"


def test_a_change_is_shown_and_not_overlooked(tmp_path: Path) -> None:
    path = tmp_path / "tamar.json"
    CliRunner().invoke(main, ["openapi", "--file", str(path)])
    path.write_text(path.read_text().replace('"/health/live"', '"/health/alive"'))
    kept = path.read_text()

    checked = CliRunner().invoke(main, ["openapi", "--check", "--file", str(path)])

    assert checked.exit_code == 1
    assert '-    "/health/alive": {' in checked.output
    assert "run `tamar openapi`" in checked.output
    assert path.read_text() == kept
