"""A verified review becomes one completed step for the right person, whatever goes wrong on the way."""

import hashlib
from typing import Any

import httpx
import msgspec
import pytest

from schemas.base import decode
from schemas.pushes import Answer, Delivered, Never, NotNow
from schemas.records import RecordPerson, VerifiedRecord
from schemas.reviews import Review
from service.connectors import mapping
from service.connectors.mosaic import mosaic
from service.connectors.steps import StepByStep
from service.connectors.wire import StepStatus
from tests.given_reviews import Changes
from tests.support.records import MORWENNA, a_record
from tests.support.simulated import ONCE, Simulated

MORE: Changes = {"/change_request": "increase", "/package_proposed/visits/0/minutes": 105}
OPERATIONS = (
    "find_person",
    "ensure_step",
    "get_status",
    "put_form_answers",
    "attach_document",
    "add_case_note",
    "complete_step",
)


async def delivered(simulated: Simulated, record: VerifiedRecord) -> Delivered:
    answer = await simulated.connector().deliver(record)
    assert isinstance(answer, Delivered), answer
    return answer


def code(answer: Answer) -> str:
    return "delivered" if isinstance(answer, Delivered) else answer.code


async def test_a_review_becomes_a_completed_step_with_all_that_belongs_to_it(simulated: Simulated) -> None:
    record = a_record()

    answer = await delivered(simulated, record)

    (held,) = simulated.steps()
    assert (held.step.id, held.step.status) == (answer.reference, StepStatus.COMPLETED)
    assert held.answers["PLR_PERSON_VIEWS"] == decode(bytes(record.answers), Review).person_views
    assert held.answers["PLR_SAFE_CARE"] == "Green"
    assert held.answers["CLD_METHOD_OF_REVIEW"] == "Service user and carer"
    assert simulated.counted() == ONCE


async def test_the_answers_travel_as_they_were_signed(simulated: Simulated) -> None:
    record = a_record()

    await delivered(simulated, record)

    ((document,),) = simulated.record.held.documents.values()
    assert document.sha256 == hashlib.sha256(msgspec.json.encode(record)).hexdigest()
    ((note,),) = simulated.record.held.notes.values()
    assert "Approved for the council by Vera Penrose on 16 November 2026." in note.text


async def test_more_care_is_asked_of_a_team_and_changes_no_package(simulated: Simulated) -> None:
    await delivered(simulated, a_record(MORE))

    (asked,) = simulated.steps("PACKAGE_CHANGE")
    assert (asked.step.status, asked.team) == (StepStatus.INCOMING, "Brokerage")
    assert asked.note.startswith("Asked for: more care, 1 hour a week more")


async def test_the_same_review_twice_has_one_effect(simulated: Simulated) -> None:
    record = a_record()

    first = await delivered(simulated, record)
    second = await delivered(simulated, record)

    assert first.reference == second.reference
    assert simulated.counted() == ONCE


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"kind": "fail", "status": 500}, "record-failed"),
        ({"kind": "fail", "status": 502}, "record-failed"),
        ({"kind": "fail", "status": 401}, "record-refuses-us"),
        ({"kind": "fail", "status": 403}, "record-refuses-us"),
        ({"kind": "fail", "status": 404}, "record-unexpected"),
        ({"kind": "fail", "status": 429, "retry_after": 30}, "record-busy"),
        ({"kind": "fail", "status": 503}, "record-busy"),
        ({"kind": "lose_answer"}, "record-silent"),
    ],
)
async def test_what_fails_anywhere_is_made_good_by_the_next_try(
    simulated: Simulated, operation: str, fault: dict[str, Any], expected: str
) -> None:
    record = a_record()
    await simulated.goes_wrong({**fault, "operation": operation})

    first = await simulated.connector().deliver(record)
    second = await simulated.connector().deliver(record)

    assert isinstance(first, NotNow)
    assert (first.code, first.record_is_down) == (expected, True)
    assert code(second) == "delivered"
    assert simulated.counted() == ONCE


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_a_record_that_stalls_is_not_waited_for_without_end(
    simulated: Simulated, operation: str
) -> None:
    record = a_record()
    await simulated.goes_wrong({"kind": "stall", "operation": operation, "seconds": 3_600})

    first = await simulated.connector(patience=0.2).deliver(record)
    second = await simulated.connector().deliver(record)

    assert isinstance(first, NotNow)
    assert first.code == "record-silent"
    assert [one.operation for one in first.exchanges][-1] == operation
    assert code(second) == "delivered"
    assert simulated.counted() == ONCE


async def test_a_record_that_says_when_is_heard(simulated: Simulated) -> None:
    await simulated.goes_wrong({"kind": "fail", "status": 503, "retry_after": 90})

    answer = await simulated.connector().deliver(a_record())

    assert isinstance(answer, NotNow)
    assert answer.retry_after is not None
    assert answer.retry_after.total_seconds() == 90


async def test_a_step_that_somebody_has_checked_out_waits_for_them(simulated: Simulated) -> None:
    record = a_record()
    await simulated.goes_wrong({"kind": "check_out", "operation": "ensure_step"})

    locked = await simulated.connector().deliver(record)
    simulated.record.set_status(simulated.steps()[0].step.id, StepStatus.STARTED)
    unlocked = await simulated.connector().deliver(record)

    assert isinstance(locked, NotNow)
    assert (locked.code, locked.record_is_down) == ("step-checked-out", False)
    assert code(unlocked) == "delivered"
    assert simulated.counted() == ONCE


async def test_a_step_checked_out_halfway_is_gone_on_with_later(simulated: Simulated) -> None:
    record = a_record()
    await simulated.goes_wrong({"kind": "lose_answer", "operation": "put_form_answers"})
    await simulated.connector().deliver(record)
    step_id = simulated.steps()[0].step.id

    simulated.record.set_status(step_id, StepStatus.CHECKED_OUT)
    locked = await simulated.connector().deliver(record)
    simulated.record.set_status(step_id, StepStatus.STARTED)

    assert code(locked) == "step-checked-out"
    assert (await delivered(simulated, record)).reference == step_id
    assert simulated.counted() == ONCE


async def test_what_a_worker_has_completed_is_added_to_and_never_overwritten(simulated: Simulated) -> None:
    record = a_record(MORE)
    await simulated.goes_wrong({"kind": "lose_answer", "operation": "ensure_step"})
    await simulated.connector().deliver(record)
    step_id = simulated.steps()[0].step.id
    simulated.record.set_status(step_id, StepStatus.COMPLETED)

    for _ in range(2):
        assert (await delivered(simulated, record)).reference == step_id

    assert simulated.steps()[0].answers == {}
    assert simulated.counted() == ONCE | {"completed": 0}
    assert len(simulated.steps("PACKAGE_CHANGE")) == 1


async def test_a_cancelled_step_is_left_to_staff(simulated: Simulated) -> None:
    record = a_record()
    await simulated.goes_wrong({"kind": "lose_answer", "operation": "ensure_step"})
    await simulated.connector().deliver(record)
    simulated.record.set_status(simulated.steps()[0].step.id, StepStatus.CANCELLED)

    assert code(await simulated.connector().deliver(record)) == "step-cancelled"


async def test_a_name_mended_between_two_tries_holds_nothing_up(simulated: Simulated) -> None:
    record = a_record()
    await simulated.goes_wrong({"kind": "lose_answer", "operation": "attach_document"})
    await simulated.connector().deliver(record)
    renamed = msgspec.structs.replace(record.person, name="Morwenna Tregear-Pascoe")

    await delivered(simulated, msgspec.structs.replace(record, person=renamed))

    assert simulated.counted() == ONCE


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"id": "0000000000000002", "nhs_number": None}, "person-not-found"),
        ({"id": "0000000000000002"}, "person-differs"),
        ({"nhs_number": "9000000009"}, "person-differs"),
        ({"date_of_birth": "1941-03-09"}, "person-differs"),
        ({"restricted": True}, "person-restricted"),
        ({"deceased_on": "2026-11-01"}, "person-deceased"),
        ({"nhs_number": None}, "delivered"),
        ({"name": "TREGEAR, M"}, "delivered"),
    ],
)
async def test_nothing_is_written_about_anybody_whom_it_may_not_be_about(
    known: dict[str, Any], expected: str
) -> None:
    simulated = Simulated()
    simulated.knows(**known)

    answer = await simulated.connector().deliver(a_record())

    assert code(answer) == expected
    assert isinstance(answer, Delivered | Never)
    assert len(simulated.steps()) == (expected == "delivered")


async def test_two_people_by_two_numbers_are_for_staff_to_tell_apart(simulated: Simulated) -> None:
    simulated.knows(nhs_number="9000000009")
    simulated.knows(id="0000000000000002")

    assert code(await simulated.connector().deliver(a_record())) == "person-differs"


async def test_a_merged_person_is_found_under_the_number_that_is_left(simulated: Simulated) -> None:
    simulated.knows(superseded_by="0000000000000002")
    simulated.knows(id="0000000000000002")

    await delivered(simulated, a_record())

    assert simulated.steps()[0].step.person_id == "0000000000000002"


async def test_a_person_merged_in_a_circle_is_for_staff(simulated: Simulated) -> None:
    simulated.knows(superseded_by="0000000000000002")
    simulated.knows(id="0000000000000002", superseded_by="0000000000000001")

    assert code(await simulated.connector().deliver(a_record())) == "person-ambiguous"


@pytest.mark.parametrize("missing", ["record_id", "nhs_number"])
async def test_one_number_is_enough_where_the_other_is_not_known(simulated: Simulated, missing: str) -> None:
    known = msgspec.structs.asdict(MORWENNA) | {missing: msgspec.UNSET}

    await delivered(simulated, a_record(person=RecordPerson(**known)))


async def test_an_nhs_number_that_two_people_have_is_for_staff(simulated: Simulated) -> None:
    simulated.knows(id="0000000000000002")
    known = msgspec.structs.asdict(MORWENNA) | {"record_id": msgspec.UNSET}

    answer = await simulated.connector().deliver(a_record(person=RecordPerson(**known)))

    assert code(answer) == "person-ambiguous"


def mapped(**changes: Any) -> mapping.Profile:
    """The simulator's profile with one question told otherwise."""
    profile = mapping.load(None)
    one = msgspec.convert({"from": "/answers/place", "question": "PLR_PLACE"} | changes, mapping.Mapped)
    others = [other for other in profile.answers if other.question not in (one.question, "PLR_PLACE")]
    return msgspec.structs.replace(profile, answers=[*others, one])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "answer-not-in-list"),
        ({"words": {"hospital": "Hospital"}}, "answer-not-mapped"),
        ({"question": "PLR_WEATHER"}, "question-unknown"),
        ({"from": "/answers/request_detail", "question": "PLR_PERSON_VIEWS"}, "answers-missing"),
        ({"from": "/answers/request_detail", "required": True}, "answers-missing"),
    ],
)
async def test_a_profile_that_does_not_fit_the_record_is_for_staff_to_mend(
    simulated: Simulated, changes: dict[str, Any], expected: str
) -> None:
    answer = await simulated.connector(mapped(**changes)).deliver(a_record())

    assert isinstance(answer, Never)
    assert answer.code == expected
    assert changes.get("question", "PLR_PLACE") in answer.why


async def test_what_is_kept_of_a_delivery_holds_nobodys_words(simulated: Simulated) -> None:
    record = a_record()
    review = decode(bytes(record.answers), Review)

    answer = await delivered(simulated, record)

    kept = msgspec.json.encode(answer.exchanges).decode()
    assert [one.operation for one in answer.exchanges] == list(OPERATIONS)
    for personal in (
        record.person.name,
        record.reviewer.name,
        "9434765919",
        "0000000000000001",
        "1941-03-08",
        review.person_views,
    ):
        assert personal not in kept


def answering(how: httpx.Response | Exception) -> StepByStep:
    """A connector to a record that answers everything alike, if at all."""

    def answer(_: httpx.Request) -> httpx.Response:
        if isinstance(how, Exception):
            raise how
        return how

    return mosaic("http://record.test", mapping.load(None), transport=httpx.MockTransport(answer))


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (httpx.ConnectError("no route"), "record-unreachable"),
        (httpx.ConnectTimeout("too long"), "record-unreachable"),
        (httpx.ReadTimeout("too long"), "record-silent"),
        (httpx.RemoteProtocolError("closed"), "record-silent"),
        (httpx.Response(200, content=b"<html>Log in"), "record-unexpected"),
        (httpx.Response(200, content=b"{}"), "record-unexpected"),
        (httpx.Response(302, headers={"Location": "/login"}), "record-unexpected"),
        (httpx.Response(400, content=b"<html>"), "record-unexpected"),
        (httpx.Response(503, headers={"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), "record-busy"),
    ],
)
async def test_a_record_that_does_not_answer_as_one_should_is_tried_again(
    how: httpx.Response | Exception, expected: str
) -> None:
    answer = await answering(how).deliver(a_record())

    assert isinstance(answer, NotNow)
    assert (answer.code, answer.record_is_down) == (expected, True)


async def test_the_record_is_shown_who_asks() -> None:
    shown = []

    def answer(request: httpx.Request) -> httpx.Response:
        shown.append(request.headers["Authorization"])
        return httpx.Response(401)

    transport = httpx.MockTransport(answer)
    await mosaic("http://record.test", mapping.load(None), "a-token", transport=transport).deliver(a_record())

    assert shown == ["Bearer a-token"]
