"""One stage for all schedules of a file: each schedule has a council of its own."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from service.simulation.stage import Addresses, Stage
from tests.support.database import APP, OWNER, Cluster, at
from tests.support.planted import a_database


@pytest.fixture(scope="module")
def addresses(cluster: Cluster) -> Iterator[Addresses]:
    with a_database(cluster) as name:
        yield Addresses(at(cluster[APP], name), at(cluster[OWNER], name))


@pytest.fixture(scope="module")
def stage(addresses: Addresses) -> Iterator[Stage]:
    with closing(Stage(addresses)) as stage:
        yield stage
