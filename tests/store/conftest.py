"""What is said about the store holds on every PostgreSQL that the machine has: the service's own, and the oldest."""

import pytest

from tests.conftest import cluster_of
from tests.support.database import Cluster, versions


@pytest.fixture(scope="session", params=versions())
def cluster(request: pytest.FixtureRequest) -> Cluster:
    return cluster_of(request.config, request.param)
