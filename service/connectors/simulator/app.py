"""The simulated record on HTTP: what a worker's programs would ask of it, a page for people, and levers for tests."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from litestar import Litestar, MediaType, Request, Response, get, post, put
from litestar.datastructures import State
from litestar.params import FromPath
from msgspec import Raw

from schemas.base import Malformed, decode, encode
from service.connectors.simulator.page import page
from service.connectors.simulator.record import Refused, SimulatedRecord
from service.connectors.simulator.shapes import Fault, Faults, Operation, Order, SetStatus
from service.connectors.wire import Begun, FindPerson, Person, Refusal, StepStatus

MAX_BODY_BYTES = 4 * 1024 * 1024
Asked = Request[Any, Any, State]


class Levers:
    """What goes wrong next; each fault takes its turns, first come, first served."""

    def __init__(self) -> None:
        self.left: list[tuple[Fault, int]] = []

    def set(self, faults: list[Fault]) -> None:
        self.left = [(fault, fault.times) for fault in faults]

    def next(self, operation: Operation) -> Fault | None:
        for place, (fault, times) in enumerate(self.left):
            if fault.operation in (None, operation):
                self.left[place : place + 1] = [(fault, times - 1)] if times > 1 else []
                return fault
        return None


def create_simulator(kept: Path | None = None, *, welcoming: bool = False) -> Litestar:
    """The simulated record; it keeps itself in the file `kept`, and knows whoever it is asked for if `welcoming`."""
    return Litestar(
        [
            find_person,
            ensure_step,
            get_status,
            put_form_answers,
            attach_document,
            add_case_note,
            complete_step,
            show,
            tell_all,
            set_faults,
            put_person,
            set_status,
        ],
        state=State({"record": SimulatedRecord(kept, welcoming=welcoming), "levers": Levers()}),
        exception_handlers={Refused: _refused, Malformed: _malformed},
        logging_config=None,
        openapi_config=None,
        request_max_body_size=MAX_BODY_BYTES,
    )


@post("/persons/search", status_code=200)
async def find_person(request: Asked) -> Response[bytes]:
    asked = decode(await request.body(), FindPerson)
    return await _answer(request, "find_person", lambda: encode(_record(request).find(asked)))


@post("/persons/{subject:str}/steps", status_code=200)
async def ensure_step(request: Asked, subject: FromPath[str]) -> Response[bytes]:
    return await _carry_out(request, "ensure_step", subject)


@get("/steps/{subject:str}")
async def get_status(request: Asked, subject: FromPath[str]) -> Response[bytes]:
    return await _answer(request, "get_status", lambda: encode(_record(request).status(subject)))


@put("/steps/{subject:str}/form")
async def put_form_answers(request: Asked, subject: FromPath[str]) -> Response[bytes]:
    return await _carry_out(request, "put_form_answers", subject)


@post("/persons/{subject:str}/documents", status_code=200)
async def attach_document(request: Asked, subject: FromPath[str]) -> Response[bytes]:
    return await _carry_out(request, "attach_document", subject)


@post("/persons/{subject:str}/case-notes", status_code=200)
async def add_case_note(request: Asked, subject: FromPath[str]) -> Response[bytes]:
    return await _carry_out(request, "add_case_note", subject)


@post("/steps/{subject:str}/completion", status_code=200)
async def complete_step(request: Asked, subject: FromPath[str]) -> Response[bytes]:
    return await _carry_out(request, "complete_step", subject)


@get("/", media_type=MediaType.HTML)
async def show(request: Asked) -> str:
    """Everything that arrived, for people."""
    return page(_record(request).held)


@get("/control/held")
async def tell_all(request: Asked) -> Response[bytes]:
    """Everything that arrived, for programs."""
    return _json(encode(_record(request).held))


@put("/control/faults")
async def set_faults(request: Asked) -> Response[bytes]:
    faults = decode(await request.body(), Faults)
    _levers(request).set(faults.faults)
    return _json(encode(faults))


@put("/control/persons/{subject:str}")
async def put_person(request: Asked, subject: FromPath[str]) -> Response[bytes]:
    person = decode(await request.body(), Person)
    if person.id != subject:
        raise Refused(422, "id-differs")
    _record(request).put_person(person)
    return _json(encode(person))


@put("/control/steps/{subject:str}/status")
async def set_status(request: Asked, subject: FromPath[str]) -> Response[bytes]:
    _record(request).set_status(subject, decode(await request.body(), SetStatus).status)
    return _json(encode(_record(request).status(subject)))


async def _carry_out(request: Asked, operation: Operation, subject: str) -> Response[bytes]:
    key = request.headers.get("Idempotency-Key")
    if not key:
        raise Refused(400, "idempotency-key-missing")
    order = Order(operation=operation, key=key, subject=subject, body=Raw(await request.body()))
    return await _answer(request, operation, lambda: _record(request).carry_out(order))


async def _answer(request: Asked, operation: Operation, do: Callable[[], bytes]) -> Response[bytes]:
    """Do what is asked, unless a lever says that it goes wrong."""
    fault = _levers(request).next(operation)
    match fault:
        case Fault(kind="fail"):
            return _failed(fault)
        case Fault(kind="stall"):
            await asyncio.sleep(fault.seconds)
            return _failed(fault)
    done = do()
    match fault:
        case Fault(kind="lose_answer"):
            await asyncio.sleep(fault.seconds)
            return _json(encode(Refusal(code="answer-lost")), 504)
        case Fault(kind="check_out"):
            _record(request).set_status(decode(done, Begun).step_id, StepStatus.CHECKED_OUT)
    return _json(done)


def _failed(fault: Fault) -> Response[bytes]:
    waiting = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    return _json(encode(Refusal(code=fault.code)), fault.status, waiting)


def _refused(_: Asked, why: Refused) -> Response[bytes]:
    return _json(encode(why.refusal), why.status)


def _malformed(_: Asked, why: Malformed) -> Response[bytes]:
    about = [f"{issue.pointer}: {issue.code}" for issue in why.issues]
    return _json(encode(Refusal(code="malformed", about=about)), 400)


def _json(content: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response[bytes]:
    return Response(content, status_code=status, media_type=MediaType.JSON, headers=headers)


def _record(request: Asked) -> SimulatedRecord:
    return cast(SimulatedRecord, request.app.state.record)


def _levers(request: Asked) -> Levers:
    return cast(Levers, request.app.state.levers)
