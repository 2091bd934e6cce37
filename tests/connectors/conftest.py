"""A simulated record that knows Morwenna."""

import pytest

from tests.support.simulated import Simulated


@pytest.fixture
def simulated() -> Simulated:
    simulated = Simulated()
    simulated.knows()
    return simulated
