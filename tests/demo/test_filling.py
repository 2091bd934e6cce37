"""The demonstration begins with people to try it on, none of whom exists, and spoils nobody's own data."""

import asyncio
import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
import pytest
from argon2 import profiles

from schemas.accounts import Role
from service.actions import caseloads
from service.auth.passwords import Passwords
from service.demo import ACCOUNTS, fill, filling
from service.hosting import Addresses
from service.store.database import Database
from service.store.engine import Connection
from tests.support.clock import Clock
from tests.support.database import APP, OWNER, Cluster, at, fresh_database
from tests.support.identity import Caller, identity_app
from tests.support.world import NOON, World

CHEAP = Passwords(profiles.CHEAPEST)


class Demo(NamedTuple):
    """A database that was filled, and the folder beside it."""

    addresses: Addresses
    folder: Path
    runner: asyncio.Runner

    @property
    def accounts(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = json.loads((self.folder / ACCOUNTS).read_text())
        return listed

    def fetch(self, sql: str) -> list[tuple[Any, ...]]:
        async def asked() -> list[tuple[Any, ...]]:
            owner = await asyncpg.connect(self.addresses.owner)
            try:
                return [tuple(row) for row in await owner.fetch(sql)]
            finally:
                await owner.close()

        return self.runner.run(asked())


def quiet(_: str) -> None:
    """Nobody listens in a test."""


@pytest.fixture(scope="module")
def cheap_passwords() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filling, "Passwords", lambda: CHEAP)
        yield


@pytest.fixture(scope="module")
def demo(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory, cheap_passwords: None) -> Iterator[Demo]:
    """Filled once for all claims about it; none of them changes it."""
    folder = tmp_path_factory.mktemp("demo")
    with asyncio.Runner() as runner:
        database = fresh_database(cluster)
        name = runner.run(database.__aenter__())
        addresses = Addresses(at(cluster[APP], name), at(cluster[OWNER], name))
        runner.run(fill(addresses, folder, NOON, quiet))
        yield Demo(addresses, folder, runner)
        runner.run(database.__aexit__(None, None, None))


def test_there_is_somebody_of_every_role(demo: Demo) -> None:
    assert {account["role"] for account in demo.accounts} == set(Role)


def test_the_accounts_are_for_the_owner_of_the_folder_alone(demo: Demo) -> None:
    assert stat.S_IMODE((demo.folder / ACCOUNTS).stat().st_mode) == 0o600
    assert len({account["password"] for account in demo.accounts}) == len(demo.accounts)


def test_three_hundred_people_are_plainly_synthetic(demo: Demo) -> None:
    names = demo.fetch("select given_name from person")
    numbers = demo.fetch("select value from person_identifier where system = 'nhs'")
    records = demo.fetch("select value from person_identifier where system = 'record'")

    assert names == [("Demo",)] * 300
    assert len(numbers) == len(records) == 300
    assert all(number.startswith("999") for (number,) in numbers)
    assert all(len(record) == 16 for (record,) in records)


def test_every_payer_and_every_place_of_care_has_packages(demo: Demo) -> None:
    assert set(demo.fetch("select distinct funder from package")) == {("council",), ("nhs",), ("joint",)}
    assert demo.fetch("select count(distinct location_id) from package") == demo.fetch(
        "select count(*) from location_cqc_id"
    )


def test_the_past_is_without_findings_and_in_every_state_that_people_meet(demo: Demo) -> None:
    states = {state for (state,) in demo.fetch("select distinct state from submission")}

    assert states >= {"submitted", "returned", "approved", "rejected"}
    assert demo.fetch("select count(*) from submission where statutory_findings > 0") == [(0,)]


def test_everybody_can_sign_in_and_a_reviewer_pulls_who_is_in_their_care(demo: Demo) -> None:
    async def signed_in() -> dict[str, Any]:
        database = Database(demo.addresses.application, min_size=1)
        await database.open()
        try:
            caller = Caller(identity_app(database, Clock()))
            pairs = {}
            for account in demo.accounts:
                pair = await caller.sign_in(account["username"], account["password"], account["device_id"])
                assert pair.status_code == 200, account["username"]
                pairs[account["username"]] = pair.json()["access_token"]
            asked: dict[str, Any] = {"cursor": None, "want": {"max_rows": 500}, "forms_known": []}
            pulled = await caller.call("POST", "/v1/sync/pull", token=pairs["reviewer1"], json=asked)
            answer: dict[str, Any] = pulled.json()
            return answer
        finally:
            await database.close()

    page = demo.runner.run(signed_in())

    assert {"person", "package"} <= {row["kind"] for row in page["rows"]}


def test_a_second_start_changes_nothing(demo: Demo) -> None:
    before = demo.fetch("select head, digest from sync_scope order by scope_id"), demo.accounts

    demo.runner.run(fill(demo.addresses, demo.folder, NOON, quiet))

    assert (demo.fetch("select head, digest from sync_scope order by scope_id"), demo.accounts) == before


def test_people_wait_to_leave_hospital_in_every_way_that_a_board_shows(demo: Demo) -> None:
    referrals = {state for (state,) in demo.fetch("select state from referral")}
    homes = {state for (state,) in demo.fetch("select state from referral_home")}

    assert referrals == {"referred", "asked", "placed", "unplaced", "arrived"}
    assert homes >= {"waiting", "asked", "accepted", "conditional", "declined"}
    assert demo.fetch("select count(*) from assessment where statutory_findings > 0 or not trusted") == [(0,)]
    assert demo.fetch("select matched from arrival_check") == [(False,)]


async def test_what_broke_off_is_completed_at_the_next_start(
    owner: Connection,
    owner_dsn: str,
    app_dsn: str,
    tmp_path: Path,
    cheap_passwords: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    addresses = Addresses(app_dsn, owner_dsn)

    async def break_off(*_: Any) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as patch:
        patch.setattr(caseloads, "take_in", break_off)
        with pytest.raises(ConnectionResetError):
            await fill(addresses, tmp_path, NOON, quiet)
    accounts = (tmp_path / ACCOUNTS).read_bytes()

    await fill(addresses, tmp_path, NOON, quiet)

    assert await owner.fetchval("select count(*) from person") == 300
    assert (tmp_path / ACCOUNTS).read_bytes() == accounts


async def test_a_council_of_ones_own_is_left_alone(
    world: World, owner: Connection, owner_dsn: str, app_dsn: str, tmp_path: Path
) -> None:
    await world.authority("Trewarren Council")

    await fill(Addresses(app_dsn, owner_dsn), tmp_path, NOON, quiet)

    assert await owner.fetchval("select count(*) from account") == 0
    assert not (tmp_path / ACCOUNTS).exists()


def test_a_good_part_of_what_waits_may_be_approved_in_bulk_and_the_rest_says_why_not(demo: Demo) -> None:
    waiting = demo.fetch("select bulk_approvable, queue, due_at from submission where state = 'submitted'")
    may = [one for one in waiting if one[0]]
    told = demo.fetch(
        "select distinct reason ->> 'code' from submission s join submission_rev r using (authority_id, id, rev),"
        " jsonb_array_elements(r.routing -> 'reasons') as reason where s.state = 'submitted'"
    )

    assert len(waiting) / 3 < len(may) < len(waiting), len(may)
    assert {queue for approvable, queue, _ in waiting if approvable} == {"light_touch"}
    assert all(due_at for _, _, due_at in waiting)
    assert {("rated-red",), ("amber-not-verified-before",), ("location-standing",)} <= set(told)


def test_the_visits_of_every_package_add_up_to_the_hours_commissioned(demo: Demo) -> None:
    packages = demo.fetch("select visits, hours_per_week from package")

    for visits, hours in packages:
        assert sum(visit["minutes"] for visit in json.loads(visits)) / 60 == pytest.approx(float(hours))


def test_the_council_asks_questions_of_its_own_and_every_review_answers_them(demo: Demo) -> None:
    ((version, asked),) = demo.fetch("select version, asked from question_set where opened_at is not null")
    bodies = [json.loads(body) for (body,) in demo.fetch("select body from submission_rev")]
    found = demo.fetch(
        "select count(*) from submission_rev, jsonb_array_elements(findings) as f"
        " where f ->> 'code' like 'supplementary%'"
    )

    assert [one["code"] for one in json.loads(asked)["questions"]] == [
        "smoke_alarm",
        "warm_enough",
        "key_holder",
    ]
    assert {body["supplementary_version"] for body in bodies} == {version}
    assert {body["supplementary"]["smoke_alarm"] for body in bodies} == {"tested", "not_tested", "none"}
    assert found == [(0,)]
