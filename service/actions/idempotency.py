"""The same request under the same Idempotency-Key has its effect once, and the same answer every time."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime

from msgspec import Struct

from schemas.accounts import Actor
from schemas.base import encode
from service import problems
from service.store import requests as store
from service.store.engine import Connection
from service.store.requests import AnsweredRequest


class Repeatable(Struct, frozen=True):
    """What tells a request from another under the same key: its key, and everything that it asks for."""

    key: str | None
    asked: bytes

    @classmethod
    def of(cls, key: str | None, *asked: object) -> "Repeatable":
        return cls(key, hashlib.sha256(b"\n".join(encode(part) for part in asked)).digest())


async def once(
    db: Connection, request: Repeatable, actor: Actor, at: datetime, act: Callable[[], Awaitable[Struct]]
) -> bytes:
    """The answer of `act()` as JSON, or the bytes given before if this request has been answered.

    Refusals have no effect and aren't kept.

    Raises `idempotency-key-in-flight` (409) and `idempotency-key-reused` (422).
    """
    if request.key is None:
        return encode(await act())
    if not await store.claim(db, actor.account_id, request.key):
        raise problems.IDEMPOTENCY_IN_FLIGHT.problem(retry_after=1)
    if before := await store.find(db, actor.account_id, request.key):
        if before.fingerprint != request.asked:
            raise problems.IDEMPOTENCY_KEY_REUSED.problem()
        return before.answer
    answer = encode(await act())
    kept = AnsweredRequest(
        account_id=actor.account_id,
        key=request.key,
        fingerprint=request.asked,
        status=200,
        answer=answer,
        answered_at=at,
    )
    await store.keep(db, kept)
    return answer
