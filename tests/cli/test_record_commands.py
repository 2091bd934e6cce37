"""What can't start says why in a sentence: the simulated record without an address, a worker without a profile."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import main


def said(command: str, folder: Path, **variables: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, [command], env={"TAMAR_DATA_DIR": str(folder), **variables})
    return result.exit_code, result.stderr


@pytest.fixture
def taken() -> Iterator[str]:
    """An address at which somebody listens already."""
    with socket.create_server(("127.0.0.1", 0)) as place:
        yield f"http://127.0.0.1:{place.getsockname()[1]}"


@pytest.mark.parametrize(
    "url", ["https://record.example:8001", "http://127.0.0.1", "8001", "http://127.0.0.1:x"]
)
def test_the_simulator_needs_an_address_to_listen_at(tmp_path: Path, url: str) -> None:
    assert said("simulator", tmp_path, TAMAR_RECORD_URL=url) == (
        1,
        f"Error: TAMAR_RECORD_URL must be like http://127.0.0.1:8001 for the simulator, not {url!r}.\n",
    )


def test_an_address_that_is_taken_is_said(tmp_path: Path, taken: str) -> None:
    code, sentence = said("simulator", tmp_path, TAMAR_RECORD_URL=taken)

    assert code == 1
    assert sentence.startswith(f"Error: The simulator can't listen at {taken} (Address already in use")
    assert sentence.endswith(": set TAMAR_RECORD_URL.\n")


def test_a_worker_with_a_profile_that_can_not_be_used_does_not_begin(tmp_path: Path, app_dsn: str) -> None:
    told = {"DATABASE_URL": app_dsn, "TAMAR_RECORD_TARGET": "simulator"}

    code, sentence = said("worker", tmp_path, TAMAR_RECORD_PROFILE=str(tmp_path / "none.json"), **told)

    assert code == 1
    assert sentence.endswith("none.json can't be read (No such file or directory).\n")


def test_a_worker_without_its_database_does_not_begin(tmp_path: Path) -> None:
    told = {"DATABASE_URL": "postgresql://tamar@127.0.0.1:1/tamar", "TAMAR_RECORD_TARGET": "files"}

    code, sentence = said("worker", tmp_path, **told)

    assert (code, sentence.startswith("Error: ")) == (1, True)
