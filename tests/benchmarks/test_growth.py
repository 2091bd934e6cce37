"""The figures of growth, as small as they can be: what is measured is done, and the report says so."""

import asyncio

import pytest

from benchmarks import growth, growth_page
from benchmarks.growth_page import NEW, Found, Hour, Size
from benchmarks.stage import databases_on, own_folder, own_server
from benchmarks.town import PLACES

SMALL = Size(
    small=80,
    large=160,
    people=80,
    rounds=1,
    pulls=1,
    idle_clients=2,
    idle_pulls=50,
    hour=Hour(tablets=80, syncs=1, reviews=1),
)


@pytest.fixture(scope="module")
def found() -> Found:
    with own_folder() as folder, own_server(folder / "postgres", durable=False) as server:
        databases = [databases_on(server, name) for name in ("small", "large")]
        return asyncio.run(growth.measured(databases, folder, SMALL))


def test_both_databases_answer_the_same_number_of_new_reviews(found: Found) -> None:
    assert {figure.items for figure in found.growth.values()} == {PLACES * NEW}
    assert list(found.growth) == ["80", "160"]


def test_a_first_sync_is_of_everybody_at_the_place_with_their_packages(found: Found) -> None:
    assert found.first.rows == 2 * SMALL.people // PLACES
    assert found.first.kilobytes < found.first.rows


def test_memory_is_told_before_and_after_each_tenth(found: Found) -> None:
    assert len(found.memory.mib) == 11
    assert min(found.memory.mib) > 10


def test_the_report_says_of_every_aim_whether_it_is_reached(found: Found) -> None:
    page = growth_page.page(found, SMALL, {"Machine": "a small one"})

    assert "- Machine: a small one" in page
    aims = [line for line in page.splitlines() if line.endswith(("| yes |", "| **no** |"))]
    assert len(aims) == 6
