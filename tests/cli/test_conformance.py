"""`tamar conformance` asks any service, and its exit code says whether it keeps to the protocol."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli.main import main
from tests.client.conftest import folder, live, scene
from tests.client.live import Live
from tests.support.identity import PASSWORD

__all__ = ["folder", "live", "scene"]


@pytest.fixture
def accounts(live: Live, folder: Path) -> Path:
    """As the author of another service would write them."""
    rowena = {"username": "rowena", "role": "reviewer", "device_id": str(live.scene.tablets["rowena"])}
    known = [rowena, {"username": "vera", "role": "verifier_asc"}]
    file = folder / "accounts.json"
    file.write_text(json.dumps([one | {"password": PASSWORD} for one in known]))
    return file


async def test_it_says_of_each_claim_that_it_is_kept(live: Live, accounts: Path) -> None:
    await live.cared()

    told = CliRunner().invoke(
        main, ["conformance", live.url, "--accounts", str(accounts), "--only", "duplicate"]
    )

    assert told.exit_code == 0, told.output
    assert "✓ pushing: the same op again is a duplicate with its outcome" in told.output
    assert told.output.endswith("1 of 1 claims are kept.\n")


async def test_what_is_not_kept_is_said_and_fails(live: Live, accounts: Path) -> None:
    """Nobody is in care here, so that there is nobody to send a review about."""
    told = CliRunner().invoke(
        main, ["conformance", live.url, "--accounts", str(accounts), "--only", "duplicate"]
    )

    assert told.exit_code == 1
    assert "✗ pushing: the same op again" in told.output
    assert "needs somebody with a package" in told.output


def test_a_service_that_is_not_there_keeps_nothing(accounts: Path) -> None:
    told = CliRunner().invoke(
        main, ["conformance", "http://127.0.0.1:9", "--accounts", str(accounts), "--only", "health"]
    )

    assert told.exit_code == 1
    assert "could not be asked: ConnectError" in told.output


def test_the_claims_can_be_listed_without_a_service() -> None:
    told = CliRunner().invoke(main, ["conformance", "http://127.0.0.1:9", "--list"])

    assert told.exit_code == 0
    assert "deciding: a decision says which revision was seen" in told.output


def test_words_that_no_claim_says_are_an_error() -> None:
    told = CliRunner().invoke(main, ["conformance", "http://127.0.0.1:9", "--only", "sonnets"])

    assert told.exit_code == 2
    assert "No claim says “sonnets”" in told.output
