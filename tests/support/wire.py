"""Pushes byte by byte, for what no JSON library would write, and what is stored of them."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import httpx

from service.store.engine import Connection
from tests.support.scene import Someone

Json = dict[str, Any]
TABLES = (
    "op_ledger",
    "op_body",
    "submission",
    "submission_rev",
    "history",
    "quarantine",
    "decision",
    "comment",
    "outbox",
    "sync_scope",
    "sync_feed",
)
"""Everything that a push may leave something in, but for the dates on which forms were given out."""


def written(op: Json, body: bytes) -> bytes:
    """The op with exactly these bytes as its body, whatever they are, and their digest."""
    members = {name: value for name, value in op.items() if name not in ("body", "body_sha256")}
    head = json.dumps(members).encode()[:-1]
    return head + b',"body_sha256":"%s","body":%s}' % (hashlib.sha256(body).hexdigest().encode(), body)


def envelope(someone: Someone, *ops: bytes) -> bytes:
    """A push of ops as they are written."""
    members: Json = {
        "protocol": 1,
        "device_id": str(someone.device),
        "batch_id": str(uuid4()),
        "sent_at": "2026-11-16T12:00:00Z",
        "forms_known": [],
    }
    return json.dumps(members).encode()[:-1] + b',"ops":[' + b",".join(ops) + b"]}"


async def push_bytes(someone: Someone, content: bytes, **headers: str) -> httpx.Response:
    return await someone.caller.call(
        "POST",
        "/v1/sync/push",
        token=someone.token,
        content=content,
        headers={"Content-Type": "application/json", **headers},
    )


async def stored(owner: Connection, tables: Iterable[str] = TABLES) -> dict[str, list[str]]:
    """All rows of these tables as text, in an order of their own: two of these are equal if nothing changed."""
    return {
        name: sorted(row[0] for row in await owner.fetch(f'select t::text from "{name}" t'))  # noqa: S608 our own
        for name in tables
    }
