"""The service refuses to run as a role that row security would not hold."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from service.store.roles import RoleTooPowerful, refuse_powerful_role
from tests.support.database import OWNER, SUPERUSER, Cluster, as_superuser, at


@pytest.fixture
async def new_role(cluster: Cluster) -> AsyncIterator[str]:
    name = f"role_{uuid4().hex}"
    await as_superuser(cluster, f"create role {name} login password 'known'")
    try:
        yield name
    finally:
        await as_superuser(cluster, f"drop role {name}")


def named(address: str, role: str) -> str:
    return urlsplit(address)._replace(netloc=f"{role}:known@").geturl()


async def test_the_role_that_is_meant_for_it_may_serve(app_dsn: str) -> None:
    await refuse_powerful_role(app_dsn)


async def test_the_owner_of_the_tables_may_not_serve(owner_dsn: str) -> None:
    with pytest.raises(RoleTooPowerful, match=f"“{OWNER}” in DATABASE_URL owns tables"):
        await refuse_powerful_role(owner_dsn)


async def test_a_superuser_may_not_serve(cluster: Cluster, database_name: str) -> None:
    with pytest.raises(RoleTooPowerful, match="is a superuser"):
        await refuse_powerful_role(at(cluster[SUPERUSER], database_name))


@pytest.mark.parametrize(
    ("power", "said"),
    [
        ("alter role {role} bypassrls", "may bypass row security"),
        (f"grant {OWNER} to {{role}}", "owns tables or may act as their owner"),
        (
            f"alter role {{role}} noinherit; grant {OWNER} to {{role}}",
            "owns tables or may act as their owner",
        ),
        (f"grant {SUPERUSER} to {{role}}", "is a superuser or may become one"),
    ],
)
async def test_nor_may_one_that_can_come_by_such_power(
    cluster: Cluster, app_dsn: str, new_role: str, power: str, said: str
) -> None:
    await refuse_powerful_role(named(app_dsn, new_role))
    await as_superuser(cluster, power.format(role=new_role))

    with pytest.raises(RoleTooPowerful, match=said):
        await refuse_powerful_role(named(app_dsn, new_role))
