import pytest

from benchmarks import report
from benchmarks.measuring import Figure, Slice
from benchmarks.pushes import accepted
from schemas.base import encode
from schemas.sync import PushAnswer, Result
from tests.benchmarks.conftest import SMALL, WRITTEN, Run
from tests.support.world import NOON

ROUNDS = SMALL.rounds + 1
"""With the one that is left out of the figures."""


def test_every_side_does_the_same_work_in_every_round(run: Run) -> None:
    for scenario, figures in run.measured.values():
        assert {figure.items for figure in figures.values()} == {figures["service"].items}
        assert [len(figure.slices) for figure in figures.values()] == [SMALL.rounds] * len(scenario.sides)


@pytest.mark.parametrize(("ops", "clients", "batches"), SMALL.pushes)
def test_a_push_leaves_as_many_reviews_on_every_side(run: Run, ops: int, clients: int, batches: int) -> None:
    reviews = ops * clients * batches * ROUNDS
    left = run.stored[f"push-{ops}-{clients}"]

    assert {left[table] for table in WRITTEN} == {2 * reviews}  # by the service, and by raw SQL
    assert {left[table] for table in ("plain_form", "spare_form")} == {reviews}


def test_a_pull_fetches_the_same_number_of_reviews_on_every_side_and_writes_none(run: Run) -> None:
    _, figures = run.measured["pull-100"]

    assert {figure.items for figure in figures.values()} == {8 * 100 * SMALL.pages}
    assert not any(run.stored["pull-100"].values())


def test_a_pile_is_approved_whole_on_every_side(run: Run) -> None:
    (items,) = SMALL.piles
    _, figures = run.measured[f"bulk-{items}"]
    left = run.stored[f"bulk-{items}"]

    assert {figure.items for figure in figures.values()} == {items}
    assert {left[table] for table in ("decision", "outbox")} == {
        2 * items * ROUNDS
    }  # of the service, and of raw SQL


def test_every_message_reaches_the_record_and_is_noted_on_every_side_that_notes(run: Run) -> None:
    _, figures = run.measured["record"]
    left = run.stored["record"]

    assert {figure.items for figure in figures.values()} == {SMALL.messages}
    assert left["outbox"] == 3 * SMALL.messages * ROUNDS
    assert left["push_attempt"] == 2 * SMALL.messages * ROUNDS  # the connector alone writes nothing down


def test_raw_sql_writes_the_rows_that_the_service_writes(run: Run) -> None:
    by_service, by_raw_sql = run.patterns
    for table, row in by_service.items():
        filled = {name for name, value in row.items() if value is not None}
        assert {name for name, value in by_raw_sql[table].items() if value is not None} == filled


def test_a_review_has_four_kilobytes_and_nothing_wrong_with_it(run: Run) -> None:
    by_service, _ = run.patterns

    assert len(by_service["submission_rev"]["body"]) == 4_096
    assert by_service["submission_rev"]["findings"] == b"[]"


def test_every_program_is_seen_to_work_and_raw_sql_has_none(run: Run) -> None:
    for _, figures in run.measured.values():
        programs = {name: figure.slices[0].program_seconds for name, figure in figures.items()}
        assert {name for name, seconds in programs.items() if seconds == 0} == {"raw SQL"}
        assert all(figure.slices[0].postgres_seconds > 0 for figure in figures.values())


def test_a_review_that_is_not_accepted_ends_the_run() -> None:
    answer = PushAnswer(server_time=NOON, results=[Result(index=0, op_id=None, status="rejected")])

    with pytest.raises(RuntimeError, match="1 reviews were not accepted"):
        accepted([encode(answer)])


def test_one_disturbed_round_does_not_count() -> None:
    quiet = Slice(items=10, seconds=1, program_seconds=0.1, postgres_seconds=0.2)
    disturbed = Slice(items=10, seconds=60, program_seconds=9, postgres_seconds=9)

    figure = Figure("service", requests=5, slices=[quiet, disturbed, quiet])

    assert (figure.per_second, figure.elapsed_ms) == (10, 200)
    assert (figure.program_ms, figure.postgres_ms) == (10, 20)


def test_the_report_tells_every_side_and_whether_its_aims_are_reached(run: Run) -> None:
    page = report.page(list(run.measured.values()), {"Machine": "a small one"}, run.costs)

    assert "- Machine: a small one" in page
    for scenario, figures in run.measured.values():
        assert f"### {scenario.title}" in page
        assert all(f"| {name} |" in page for name in figures)
    pulls = [line for line in page.splitlines() if line.startswith("| Pull of 100, CPU")]
    assert [line.count("yes") + line.count("**no**") for line in pulls] == [1]


def test_the_report_says_which_parts_of_the_service_cost_what(run: Run) -> None:
    assert "### Push of 2" in run.costs
    assert "### Pull of 100" in run.costs
    shares = [int(line.split()[-2].rstrip("%")) for line in run.costs.splitlines() if line.endswith("% |")]
    assert (
        180 <= sum(shares) <= 210
    )  # two tables of a hundred, less what was left out, give or take the rounding
    assert "findings of law and guidance" in run.costs
