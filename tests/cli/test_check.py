"""Whoever runs the service is told in one look what is amiss, and no secret with it."""

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from service.auth.keys import new_signing_key
from service.cli import main
from service.connectors.simulator import create_simulator
from service.serve import utc_now
from service.store.database import NOBODY, Database
from service.store.deliveries import heartbeat
from tests.support.serving import served

EVERYTHING = [
    "packages",
    "signing keys",
    "database",
    "database role",
    "migrations",
    "record",
    "record worker",
]
PASSWORD = "tin-mine"


def check(*arguments: str, **variables: str) -> Result:
    """In a thread of its own, since a command runs its own loop."""
    with ThreadPoolExecutor(1) as alone:
        told = {"COLUMNS": "200", **variables}
        return alone.submit(CliRunner().invoke, main, ["check", *arguments], env=told).result()


def statuses(answer: Result) -> dict[str, str]:
    return {one["name"]: one["status"] for one in json.loads(answer.stdout)["checks"]}


def details(answer: Result) -> dict[str, str]:
    return {one["name"]: one["detail"] for one in json.loads(answer.stdout)["checks"]}


@pytest.fixture
def simulated() -> Iterator[str]:
    with served(create_simulator()) as (host, port):
        yield f"http://{host}:{port}"


@pytest.fixture
def whole(app_dsn: str, tmp_path: Path, simulated: str) -> dict[str, str]:
    """All that has to be told for nothing to be amiss, but for the worker."""
    return {
        "DATABASE_URL": app_dsn,
        "TAMAR_DATA_DIR": str(tmp_path),
        "TAMAR_SIGNING_KEY": new_signing_key(),
        "TAMAR_RECORD_TARGET": "simulator",
        "TAMAR_RECORD_URL": simulated,
    }


async def seen(database: Database, **ago: int) -> None:
    at = utc_now() - timedelta(**ago)
    async with database.tx(NOBODY, at) as db:
        await heartbeat(db, uuid4(), "record", at, None, at)


async def test_where_all_is_well_it_says_so(whole: dict[str, str], database: Database) -> None:
    await seen(database, seconds=5)

    answer = check("--json", **whole)

    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.stdout)["ok"] is True
    assert statuses(answer) == dict.fromkeys(EVERYTHING, "ok")


async def test_a_worker_that_is_gone_is_amiss(whole: dict[str, str], database: Database) -> None:
    await seen(database, minutes=5)

    answer = check("--json", **whole)

    assert answer.exit_code == 1
    assert statuses(answer) == dict.fromkeys(EVERYTHING, "ok") | {"record worker": "failed"}
    assert "start `tamar worker`" in details(answer)["record worker"]


def test_the_table_says_the_same_to_people_and_keeps_secrets(whole: dict[str, str]) -> None:
    answer = check(**whole, TAMAR_METRICS_TOKEN=PASSWORD)

    assert answer.exit_code == 1
    assert all(name in answer.output for name in EVERYTHING)
    assert "None was seen within a week" in answer.output
    assert PASSWORD not in answer.output
    assert "PRIVATE KEY" not in answer.output


def test_what_can_not_be_reached_is_looked_at_no_further(tmp_path: Path) -> None:
    answer = check(
        "--json",
        DATABASE_URL=f"postgresql://tamar:{PASSWORD}@127.0.0.1:1/tamar",
        TAMAR_DATA_DIR=str(tmp_path),
        TAMAR_RECORD_TARGET="simulator",
        TAMAR_RECORD_URL=f"http://us:{PASSWORD}@127.0.0.1:1",
    )

    assert answer.exit_code == 1
    assert statuses(answer) == {
        "packages": "ok",
        "signing keys": "failed",
        "database": "failed",
        "database role": "skipped",
        "migrations": "skipped",
        "record": "failed",
        "record worker": "skipped",
    }
    assert PASSWORD not in answer.output


def test_the_owner_of_the_tables_may_not_serve(whole: dict[str, str], owner_dsn: str) -> None:
    answer = check("--json", **whole | {"DATABASE_URL": owner_dsn})

    assert statuses(answer)["database role"] == "failed"


async def test_a_migration_that_did_not_run_is_named(whole: dict[str, str], owner: Any) -> None:
    latest = await owner.fetchval("select max(name) from migration")
    await owner.execute("delete from migration where name = $1", latest)

    answer = check("--json", **whole)

    assert statuses(answer)["migrations"] == "failed"
    assert details(answer)["migrations"] == f"{latest} did not run yet: run `tamar migrate`."


@pytest.mark.parametrize("key", ["no key at all", new_signing_key()[:80]], ids=["text", "half a key"])
def test_a_key_that_can_not_be_read_is_amiss(whole: dict[str, str], key: str) -> None:
    answer = check("--json", **whole | {"TAMAR_SIGNING_KEY": key})

    assert statuses(answer)["signing keys"] == "failed"


def test_a_package_of_the_same_name_is_found_out(
    whole: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stranger = ModuleType("workflows")
    stranger.__file__ = str(tmp_path / "workflows" / "__init__.py")
    monkeypatch.setitem(sys.modules, "workflows", stranger)

    answer = check("--json", **whole)

    assert details(answer)["packages"].startswith(
        f"The package workflows is another's, in {tmp_path}/workflows"
    )


def test_a_folder_for_files_has_to_be_one(whole: dict[str, str], tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("not a folder")
    files = whole | {"TAMAR_RECORD_TARGET": "files"}

    free = check("--json", **files, TAMAR_RECORD_FOLDER=str(tmp_path / "free"))
    blocked = check("--json", **files, TAMAR_RECORD_FOLDER=str(taken / "below"))

    assert (statuses(free)["record"], statuses(blocked)["record"]) == ("ok", "failed")
    assert not (tmp_path / "free").exists()


def test_a_setting_that_can_not_be_read_is_one_sentence() -> None:
    answer = check(PORT="http")

    assert (answer.exit_code, answer.stderr) == (
        1,
        "Error: PORT must be a whole number from 0 to 65535, not 'http'.\n",
    )


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    answer = check("--json", TAMAR_DATA_DIR=str(tmp_path / "data"))

    assert answer.exit_code == 1
    assert statuses(answer)["signing keys"] == "skipped"
    assert "tamar run" in details(answer)["database"]
    assert not (tmp_path / "data").exists()
