"""`tamar authority create` sets up a council from one file, once, and its staff can sign in."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from click.testing import CliRunner, Result

from service.cli import main
from service.serve import utc_now
from service.store.database import Database
from tests.support.clock import Clock
from tests.support.identity import Caller, identity_app
from workflows import councils

Create = Callable[..., Result]


@pytest.fixture
def create(app_dsn: str, owner_dsn: str, tmp_path: Path) -> Create:
    def run(*more: str, text: str = councils.council_file()) -> Result:
        file = tmp_path / "council.toml"
        file.write_text(text, "utf-8")
        environment = {"DATABASE_URL": app_dsn, "DATABASE_ADMIN_URL": owner_dsn, "COLUMNS": "200"}
        return CliRunner().invoke(main, ["authority", "create", str(file), *more], env=environment)

    return run


def rows(owner_dsn: str, sql: str) -> list[tuple[Any, ...]]:
    async def fetched() -> list[tuple[Any, ...]]:
        owner = await asyncpg.connect(owner_dsn)
        try:
            return [tuple(row) for row in await owner.fetch(sql)]
        finally:
            await owner.close()

    return asyncio.run(fetched())


def signed_in(app_dsn: str, username: str, password: str) -> list[str]:
    """The roles of whoever signs in so, as the service tells them."""

    async def roles() -> list[str]:
        database = Database(app_dsn, min_size=1)
        await database.open()
        try:
            caller = Caller(identity_app(database, Clock(utc_now())))
            token = (await caller.sign_in(username, password)).json()["access_token"]
            me = (await caller.call("GET", "/v1/me", token=token)).json()
            return [one["role"] for one in me["memberships"]]
        finally:
            await database.close()

    return asyncio.run(roles())


def test_a_council_has_its_bodies_its_policies_and_staff_who_can_sign_in(
    create: Create, app_dsn: str, owner_dsn: str
) -> None:
    done = create()
    told = dict(re.findall(r"│ (first\.\w+)\s+│ \w+\s+│ (\S+)", done.output))

    assert done.exit_code == 0, done.output
    assert rows(owner_dsn, "select kind, name from organisation order by kind") == [
        ("council", "Example Council"),
        ("nhs_body", "Example NHS Integrated Care Board"),
    ]
    assert rows(owner_dsn, "select name, version, effective_from is null from policy order by name") == [
        ("approval", 1, False),
        ("routing", 1, False),
    ]
    assert {name: signed_in(app_dsn, name, password) for name, password in told.items()} == {
        "first.admin": ["admin"],
        "first.verifier": ["verifier_asc"],
        "first.health": ["verifier_health"],
    }


def test_a_council_is_set_up_once(create: Create, owner_dsn: str) -> None:
    create()

    again = create()

    assert again.exit_code == 1
    assert "/gss_code: in-use" in again.output
    assert "/staff/0/username: in-use" in again.output
    assert rows(owner_dsn, "select count(*) from authority") == [(1,)]


def test_a_dry_run_writes_nothing(create: Create, owner_dsn: str) -> None:
    dry = create("--dry-run")

    assert dry.output == "Example Council would be set up with 3 accounts. Nothing was written.\n"
    assert rows(owner_dsn, "select count(*) from authority") == [(0,)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "is no TOML"),
        ('name = "Example Council"', "/gss_code: missing"),
        (
            councils.council_file().replace("green = 2", "green = -2"),
            "/policies/routing/targets/green: bound",
        ),
    ],
)
def test_a_file_that_can_not_be_carried_out_says_what_is_wrong(create: Create, text: str, said: str) -> None:
    refused = create(text=text)

    assert refused.exit_code == 1
    assert said in refused.output
