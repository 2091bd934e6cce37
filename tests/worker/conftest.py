"""A desk at which reviews are approved, and a simulated record that knows whoever it is asked for."""

import pytest

from service.store.database import Database
from tests.support.deliveries import Delivery
from tests.support.desk import Desk
from tests.support.simulated import Simulated


@pytest.fixture
def delivery(desk: Desk, database: Database) -> Delivery:
    return Delivery(desk, database, Simulated(welcoming=True))
