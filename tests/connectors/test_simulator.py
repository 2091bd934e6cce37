"""The simulated record refuses what Mosaic would, keeps what it is told, and shows it."""

from pathlib import Path
from typing import Any

import pytest

from schemas.pushes import Delivered
from service.connectors.simulator import create_simulator
from service.connectors.wire import StepStatus
from tests.support.records import a_record
from tests.support.simulated import Simulated

NOTE = {"note_type": "PLR", "title": "A visit", "contact_date": "2026-11-16", "text": "<b>bold</b>"}
DOCUMENT = {
    "name": "a.txt",
    "category": "Reviews",
    "media_type": "text/plain",
    "sha256": "0" * 64,
    "content": "YQ==",
}
STEP = {"step_type": "PLR_REVIEW", "reference": "7K4M-2QXC"}
MORWENNA = "/persons/0000000000000001"


async def told(
    simulated: Simulated, method: str, path: str, body: Any, key: str | None = "k"
) -> tuple[int, Any]:
    headers = {} if key is None else {"Idempotency-Key": key}
    answered = await simulated.ask(method, path, json=body, headers=headers)
    return answered.status_code, answered.json()


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/persons/7/case-notes", NOTE, 404, "person-not-found"),
        ("POST", f"{MORWENNA}/case-notes", {}, 400, "malformed"),
        ("POST", f"{MORWENNA}/documents", DOCUMENT, 422, "digest-differs"),
        ("POST", f"{MORWENNA}/steps", STEP | {"step_type": "HOLIDAY"}, 422, "step-type-unknown"),
        ("PUT", "/steps/7/form", {"answers": {}}, 404, "step-not-found"),
        (
            "PUT",
            "/control/persons/7",
            {"id": "8", "name": "A", "date_of_birth": "1941-03-08"},
            422,
            "id-differs",
        ),
    ],
)
async def test_what_can_not_be_done_is_refused(
    simulated: Simulated, method: str, path: str, body: Any, status: int, code: str
) -> None:
    refused, problem = await told(simulated, method, path, body)

    assert (refused, problem["code"]) == (status, code)


async def test_nothing_is_done_without_a_key(simulated: Simulated) -> None:
    refused, problem = await told(simulated, "POST", f"{MORWENNA}/steps", STEP, key=None)

    assert (refused, problem["code"]) == (400, "idempotency-key-missing")
    assert simulated.steps() == []


async def test_one_key_has_one_effect_and_one_meaning(simulated: Simulated) -> None:
    first = await told(simulated, "POST", f"{MORWENNA}/steps", STEP)
    again = await told(simulated, "POST", f"{MORWENNA}/steps", STEP)
    other, problem = await told(simulated, "POST", f"{MORWENNA}/steps", STEP | {"reference": "other"})

    assert first == again
    assert (other, problem["code"]) == (422, "idempotency-key-reused")
    assert len(simulated.steps()) == 1


async def test_a_step_is_completed_only_with_its_form_and_what_comes_next(simulated: Simulated) -> None:
    _, begun = await told(simulated, "POST", f"{MORWENNA}/steps", STEP)
    path = f"/steps/{begun['step_id']}/completion"
    following = [{"step_type": "REVIEW_DUE", "team": "Reviews", "note": "The next review is due."}]

    without_next = await told(simulated, "POST", path, {"next_actions": []}, key="a")
    without_form = await told(simulated, "POST", path, {"next_actions": following}, key="b")

    assert (without_next[0], without_next[1]["code"]) == (400, "malformed")
    assert (without_form[0], without_form[1]["code"]) == (422, "answers-missing")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (StepStatus.CHECKED_OUT, (423, "step-checked-out")),
        (StepStatus.COMPLETED, (409, "step-completed")),
        (StepStatus.CANCELLED, (409, "step-cancelled")),
    ],
)
async def test_a_step_that_is_not_open_is_not_written_to(
    simulated: Simulated, status: StepStatus, expected: tuple[int, str]
) -> None:
    _, begun = await told(simulated, "POST", f"{MORWENNA}/steps", STEP)
    await told(simulated, "PUT", f"/control/steps/{begun['step_id']}/status", {"status": status})

    refused, problem = await told(
        simulated, "PUT", f"/steps/{begun['step_id']}/form", {"answers": {}}, key="f"
    )

    assert (refused, problem["code"]) == expected


async def test_faults_take_their_turns_and_can_be_mended(simulated: Simulated) -> None:
    await simulated.goes_wrong({"kind": "fail", "times": 2}, {"kind": "fail", "status": 429, "times": 5})
    search = {"record_id": None, "nhs_number": "9434765919", "date_of_birth": "1941-03-08", "name": "M"}

    broken = [(await told(simulated, "POST", "/persons/search", search))[0] for _ in range(3)]
    await simulated.goes_wrong()
    status, found = await told(simulated, "POST", "/persons/search", search)

    assert (broken, status) == ([500, 500, 429], 200)
    assert [person["id"] for person in found["persons"]] == ["0000000000000001"]


async def test_a_welcoming_record_knows_whoever_it_is_asked_for() -> None:
    simulated = Simulated(welcoming=True)

    answer = await simulated.connector().deliver(a_record())

    assert isinstance(answer, Delivered)
    assert list(simulated.record.held.persons) == ["0000000000000001"]


async def test_what_was_told_is_still_known_after_a_restart(tmp_path: Path) -> None:
    kept = tmp_path / "record.jsonl"
    before = Simulated(create_simulator(kept, welcoming=True))
    record = a_record()
    first = await before.connector().deliver(record)

    after = Simulated(create_simulator(kept, welcoming=True))
    second = await after.connector().deliver(record)

    assert isinstance(first, Delivered)
    assert isinstance(second, Delivered)
    assert first.reference == second.reference
    assert after.record.held == before.record.held


async def test_a_line_that_a_power_cut_tore_is_forgotten_and_the_next_one_is_whole(tmp_path: Path) -> None:
    kept = tmp_path / "record.jsonl"
    Simulated(create_simulator(kept)).knows()
    kept.write_bytes(kept.read_bytes() + kept.read_bytes()[:40])

    Simulated(create_simulator(kept)).knows(id="0000000000000002")

    persons = Simulated(create_simulator(kept)).record.held.persons
    assert sorted(persons) == ["0000000000000001", "0000000000000002"]


async def test_the_page_shows_what_arrived_and_nothing_of_it_is_markup(simulated: Simulated) -> None:
    await simulated.connector().deliver(a_record({"/person_views": "I <script>like</script> it."}))

    page = await simulated.ask("GET", "/")
    held = await simulated.ask("GET", "/control/held")

    assert page.headers["Content-Type"].startswith("text/html")
    assert "TREGEAR, Morwenna" in page.text
    assert "I &lt;script&gt;like&lt;/script&gt; it." in page.text
    assert "<script>" not in page.text
    assert len(held.json()["steps"]) == 2


async def test_an_empty_record_has_a_page_too(simulated: Simulated) -> None:
    page = await simulated.ask("GET", "/")

    assert "0 people have steps." in page.text
