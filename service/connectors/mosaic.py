"""Talks to a record in the manner of Mosaic, over HTTP: each question with a key, each answer put on the trace."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

import httpx
from msgspec import UNSET, Struct

from schemas.base import Malformed, decode, encode
from schemas.pushes import Exchange
from service.connectors import reasons
from service.connectors.mapping import Profile
from service.connectors.protocol import Identity, NotDelivered
from service.connectors.steps import PATIENCE_SECONDS, StepByStep
from service.connectors.wire import (
    Begun,
    CaseNote,
    Completion,
    Document,
    Done,
    EnsureStep,
    FindPerson,
    FormAnswers,
    Found,
    NextStep,
    Person,
    Refusal,
    Step,
)

T = TypeVar("T", bound=Struct)
TIMEOUT = httpx.Timeout(15, connect=5)
LONGEST_TO_WAIT_SECONDS = 86_400
NEVER_ARRIVED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def mosaic(
    url: str,
    profile: Profile,
    token: str | None = None,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    patience: float = PATIENCE_SECONDS,
) -> StepByStep:
    """A connector to the record at `url`, which is shown `token` if there is one; `transport` is for tests."""
    shown = {"Authorization": f"Bearer {token}"} if token else {}
    client = httpx.AsyncClient(base_url=url, headers=shown, timeout=TIMEOUT, transport=transport)
    return StepByStep(profile, lambda key: Conversation(client, key), client.aclose, patience)


class Conversation:
    """What is said about one review under one key."""

    def __init__(self, client: httpx.AsyncClient, key: str) -> None:
        self.client, self.key = client, key
        self.exchanges: list[Exchange] = []

    async def find_person(self, identity: Identity) -> list[Person]:
        asked = FindPerson(
            record_id=identity.record_id,
            nhs_number=identity.nhs_number,
            date_of_birth=identity.date_of_birth,
            name=identity.name,
        )
        by = [name for name in ("record_id", "nhs_number") if getattr(asked, name)]
        return (await self._say("find_person", "/persons/search", asked, Found, {"by": by})).persons

    async def ensure_step(self, person_id: str, step_type: str, reference: str, purpose: str = "") -> str:
        asked = EnsureStep(step_type=step_type, reference=reference)
        told = {"step_type": step_type}
        path = f"/persons/{person_id}/steps"
        return (await self._say("ensure_step", path, asked, Begun, told, purpose=purpose)).step_id

    async def get_status(self, step_id: str) -> Step:
        return await self._say("get_status", f"/steps/{step_id}", None, Step, {}, method="GET")

    async def put_form_answers(self, step_id: str, answers: dict[str, str]) -> None:
        asked = FormAnswers(answers=answers)
        told = {"questions": sorted(answers)}
        await self._tell("put_form_answers", f"/steps/{step_id}/form", asked, told, method="PUT")

    async def attach_document(self, person_id: str, document: Document) -> None:
        told = {"name": document.name, "sha256": document.sha256, "bytes": len(document.content)}
        await self._tell("attach_document", f"/persons/{person_id}/documents", document, told)

    async def add_case_note(self, person_id: str, note_type: str, title: str, on: date, text: str) -> None:
        note = CaseNote(note_type=note_type, title=title, contact_date=on, text=text)
        told = {"note_type": note_type, "title": title, "characters": len(text)}
        await self._tell("add_case_note", f"/persons/{person_id}/case-notes", note, told)

    async def complete_step(self, step_id: str, next_steps: Sequence[NextStep]) -> None:
        asked = Completion(next_actions=list(next_steps))
        told = {"next_actions": [one.step_type for one in next_steps]}
        await self._tell("complete_step", f"/steps/{step_id}/completion", asked, told)

    def completed(self, step: Step) -> bool:
        return step.completed_with == self._key("complete_step")

    def _key(self, operation: str, purpose: str = "") -> str:
        return "/".join(filter(None, (self.key, operation, purpose)))

    async def _tell(
        self, operation: str, path: str, body: Struct, told: dict[str, Any], *, method: str = "POST"
    ) -> None:
        """What the record was told first under a key stands, should a name have been mended here between two tries."""
        try:
            await self._say(operation, path, body, Done, told, method=method)
        except NotDelivered as why:
            if why.answer.code != "idempotency-key-reused":
                raise

    async def _say(
        self,
        operation: str,
        path: str,
        body: Struct | None,
        shape: type[T],
        told: dict[str, Any],
        *,
        method: str = "POST",
        purpose: str = "",
    ) -> T:
        """One question and its answer; `told` is what the trace shows of the question."""
        try:
            response = await self.client.request(
                method,
                path,
                content=None if body is None else encode(body),
                headers={
                    "Content-Type": "application/json",
                    "Idempotency-Key": self._key(operation, purpose),
                },
            )
        except asyncio.CancelledError:
            self._note(operation, told, None, {"code": "record-silent"})
            raise
        except httpx.HTTPError as error:
            lost = "record-unreachable" if isinstance(error, NEVER_ARRIVED) else "record-silent"
            self._note(operation, told, None, {"code": lost})
            raise reasons.down(lost) from None
        answer = _read(response, shape)
        self._note(operation, told, response.status_code, _shown(answer))
        if isinstance(answer, NotDelivered):
            raise answer
        return answer

    def _note(
        self, operation: str, told: dict[str, Any], status: int | None, came_back: dict[str, Any]
    ) -> None:
        self.exchanges.append(
            Exchange(operation=operation, sent=told, status=status or UNSET, came_back=came_back)
        )


def _read(response: httpx.Response, shape: type[T]) -> T | NotDelivered:
    if not response.is_success:
        return _refused(response)
    try:
        return decode(response.content, shape)
    except Malformed:
        return reasons.down("record-unexpected")


def _refused(response: httpx.Response) -> NotDelivered:
    """Only what the record itself says for a reason that we know is taken for lasting; all else may be a mishap."""
    match response.status_code:
        case 401:
            return reasons.down("record-refuses-us")
        case 408 | 504:
            return reasons.down("record-silent")
        case 429 | 503:
            return reasons.down("record-busy", _wait_asked_for(response))
        case status if status >= 500:
            return reasons.down("record-failed")
    refusal = _refusal(response)
    if refusal.code in reasons.LASTING:
        return reasons.never(refusal.code, refusal.about)
    if refusal.code in reasons.FOR_NOW:
        return reasons.for_now(refusal.code)
    return reasons.down("record-refuses-us" if response.status_code == 403 else "record-unexpected")


def _refusal(response: httpx.Response) -> Refusal:
    try:
        return decode(response.content, Refusal)
    except Malformed:
        return Refusal(code="unknown")


def _wait_asked_for(response: httpx.Response) -> timedelta | None:
    """Retry-After in whole seconds; a day at most, whatever is asked for."""
    asked = response.headers.get("Retry-After", "")
    return timedelta(seconds=min(int(asked), LONGEST_TO_WAIT_SECONDS)) if asked.isdecimal() else None


def _shown(answer: Struct | NotDelivered) -> dict[str, Any]:
    """Of an answer, only what says how it went."""
    match answer:
        case NotDelivered():
            return {"code": answer.answer.code}
        case Found():
            return {"persons": len(answer.persons)}
        case Begun():
            return {"step_id": answer.step_id}
        case Step():
            return {"status": answer.status, "step_type": answer.step_type}
        case Done():
            return {"id": answer.id}
    return {}
