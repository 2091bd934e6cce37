"""What can't be started is refused in one clear sentence that says what to do next."""

import ctypes
import os
import resource
from pathlib import Path
from typing import Any

import pytest

from service.postgres import Binaries, PostgresError, embedded, start
from tests.postgres.people import Hold, Somebody


def refusal(data_dir: Path, *, binaries: Binaries | None = None, state_dir: Path = Path("/nowhere")) -> str:
    with pytest.raises(PostgresError) as refused:
        start(data_dir, durable=False, binaries=binaries, state_dir=state_dir)
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def remains_of_a_folder(folder: Path) -> Path:
    """What only looks like a database."""
    (folder / "cluster").mkdir(parents=True)
    (folder / "cluster" / "PG_VERSION").write_text("18\n")
    (folder / "lock").touch()
    (folder / "passwords.json").write_text('{"postgres": "secret"}')
    return folder


def test_a_folder_in_use_by_ourselves(data_dir: Path) -> None:
    with start(data_dir, durable=False) as server:
        assert f"is in use by process {os.getpid()}" in refusal(data_dir)
        assert server.is_running


def test_a_folder_in_use_by_another_process(data_dir: Path, hold: Hold) -> None:
    holder = hold(data_dir)
    holder.answer()

    assert f"is in use by process {holder.process.pid}" in refusal(data_dir)
    assert holder.let_go() == 0


@pytest.mark.parametrize("is_new", [True, False], ids=["new folder", "old folder"])
def test_of_several_that_start_at_once_exactly_one_wins(
    place: Path, data_dir: Path, hold: Hold, is_new: bool
) -> None:
    folder = place / "new" if is_new else data_dir
    racers = [hold(folder) for _ in range(4)]

    answers = [racer.answer() for racer in racers]

    refusals = [answer["refusal"] for answer in answers if "refusal" in answer]
    assert len(refusals) == len(racers) - 1
    assert all("is in use by" in sentence for sentence in refusals)


def test_a_folder_of_another_major_version(data_dir: Path) -> None:
    sentence = refusal(data_dir, binaries=embedded(16))

    assert f"{data_dir} was made by PostgreSQL 18 and this is 16." in sentence


def test_a_folder_with_other_things_in_it(place: Path) -> None:
    (place / "letter.txt").write_text("Dear Ada")
    before = place.stat()

    assert f"{place} holds other things" in refusal(place)
    assert place.stat() == before


def test_a_path_that_is_a_file(place: Path) -> None:
    (place / "file").touch()

    assert str(place / "file") in refusal(place / "file")


def test_a_folder_that_lost_its_passwords(place: Path) -> None:
    folder = remains_of_a_folder(place / "data")
    (folder / "passwords.json").write_text("")

    assert "passwords.json has no passwords in it" in refusal(folder)


def test_a_cluster_that_lost_its_files(place: Path) -> None:
    folder = remains_of_a_folder(place / "data")

    assert f"{folder} ended while it was starting: " in (sentence := refusal(folder))
    assert "configuration file" in sentence


def test_a_disk_that_takes_no_cluster(place: Path, hold: Hold) -> None:
    def nearly_full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    answer = hold(place / "new", preexec_fn=nearly_full).answer()

    assert f"PostgreSQL could not make a database in {place / 'new'}: " in answer["refusal"]


@pytest.mark.parametrize("name", ["", "Robert'); --", "UPPER", "9lives", "a" * 64])
def test_a_role_without_a_plain_name(data_dir: Path, name: str) -> None:
    with pytest.raises(PostgresError, match="no plain name for a role"):
        start(data_dir, roles=[name], durable=False)


def test_a_folder_that_an_ordinary_user_may_not_write(
    place: Path, hold: Hold, ordinarily: dict[str, Any]
) -> None:
    place.chmod(0o555)

    answer = hold(place / "new", **ordinarily).answer()

    assert f"{place / 'new'} can't be written by this user (Permission denied: " in answer["refusal"]


def test_a_folder_of_another_user(data_dir: Path, hold: Hold, somebody: Somebody) -> None:
    answer = hold(data_dir, interpreter=somebody.interpreter, **somebody.credentials).answer()

    assert f"{data_dir} can't be written by this user (Permission denied: " in answer["refusal"]


def test_a_user_without_a_name(place: Path, hold: Hold, somebody: Somebody) -> None:
    place.chmod(0o777)
    nameless = {**somebody.credentials, "user": 61_183}

    answer = hold(place / "new", interpreter=somebody.interpreter, **nameless).answer()

    assert "uid 61183 has none here: add it to /etc/passwd" in answer["refusal"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can have rights taken away")
def test_a_root_that_may_not_act_as_anybody_else(place: Path, hold: Hold) -> None:
    drop_from_bounding_set, cap_setuid = 24, 7
    libc = ctypes.CDLL(None)

    answer = hold(place / "new", preexec_fn=lambda: libc.prctl(drop_from_bounding_set, cap_setuid)).answer()

    assert "this root may not act as anybody else: start as an ordinary user" in answer["refusal"]


def test_a_machine_where_the_built_in_postgresql_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.postgres.binaries.WHEEL", "no_such_wheel")

    with pytest.raises(PostgresError, match="isn't installed for this machine"):
        embedded()
