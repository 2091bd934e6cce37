"""What whoever keeps an own database sees of `tamar migrate`."""

from collections.abc import AsyncIterator, Mapping

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from tests.support.database import APP, OWNER, Cluster, at, fresh_database


@pytest.fixture
async def addresses(cluster: Cluster) -> AsyncIterator[Mapping[str, str]]:
    async with fresh_database(cluster, template="template0") as empty:
        yield {"DATABASE_ADMIN_URL": at(cluster[OWNER], empty), "DATABASE_URL": at(cluster[APP], empty)}


def tamar_migrate(environment: Mapping[str, str | None], *arguments: str) -> Result:
    return CliRunner().invoke(main, ["migrate", *arguments], env=environment)


def test_it_says_what_ran_and_then_that_nothing_is_left_to_run(addresses: Mapping[str, str]) -> None:
    first = tamar_migrate(addresses)
    second = tamar_migrate(addresses)

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.output.startswith("Ran 0001, 0002, ")
    assert second.output.startswith("Nothing to run")


def test_a_plan_is_sql_that_needs_only_the_owner_and_changes_nothing(addresses: Mapping[str, str]) -> None:
    owner_only = {**addresses, "DATABASE_URL": None}

    planned = tamar_migrate(owner_only, "--plan")

    assert planned.exit_code == 0
    assert planned.output.startswith("-- Migration 0001\n")
    assert tamar_migrate(owner_only, "--plan").output == planned.output


def test_a_plan_of_what_is_up_to_date_says_so(addresses: Mapping[str, str]) -> None:
    tamar_migrate(addresses)

    assert tamar_migrate(addresses, "--plan").output == "-- Nothing to run: the database is up to date.\n"


@pytest.mark.parametrize("missing", ["DATABASE_ADMIN_URL", "DATABASE_URL"])
def test_both_addresses_have_to_be_given(addresses: Mapping[str, str], missing: str) -> None:
    answer = tamar_migrate({**addresses, missing: None})

    assert answer.exit_code == 2
    assert f"{missing} isn't set" in answer.output


def test_the_role_that_serves_may_stand_in_the_query_of_its_address(addresses: Mapping[str, str]) -> None:
    answer = tamar_migrate({**addresses, "DATABASE_URL": f"postgresql:///tamar?user={APP}"})

    assert answer.exit_code == 0
    assert f"The role {APP} may do" in answer.output


def test_an_address_without_a_role_is_refused(addresses: Mapping[str, str]) -> None:
    answer = tamar_migrate({**addresses, "DATABASE_URL": "postgresql:///tamar"})

    assert answer.exit_code == 2
    assert "DATABASE_URL must name the role that serves" in answer.output


def test_what_can_not_be_done_is_one_sentence_without_a_password(addresses: Mapping[str, str]) -> None:
    wrong = addresses["DATABASE_ADMIN_URL"].replace("@/", "-wrong-password@/")

    answer = tamar_migrate({**addresses, "DATABASE_ADMIN_URL": wrong})

    assert answer.exit_code == 1
    assert answer.output.startswith("Error: The database can't be reached: password authentication failed")
    assert "wrong-password" not in answer.output
    assert answer.output.count("\n") == 1
