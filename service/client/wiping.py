"""How a tablet that was given up wipes itself: by the service's signed word alone, and it says so when it has.

What it holds was sealed all along, so to erase the key is to erase everything; the file goes too. What is left is one
message to the service with the nonce of the order, and a token with which only that can be said.
"""

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from msgspec import Raw, Struct

from schemas.base import decode, encode
from schemas.deposits import Deposit, DepositAnswer
from schemas.devices import WIPE_ORDER_TYPE, AckWipe, WipeOrder
from schemas.sync import PROTOCOL, Op
from service.client.ids import uuid7
from service.client.keyring import Keyring
from service.client.statements import read_statement
from service.client.store import Store
from service.client.wire import Refused, Unreachable, Wire

NO_COUNCIL = UUID(int=0)
"""A tablet belongs to a place, not to a council; the op has to name one."""


class Wiped(Exception):
    """This tablet has erased what was on it, as it was ordered to. It is enrolled anew, with a new file."""

    def __init__(self) -> None:
        super().__init__("This tablet was wiped by order of those who look after it; nothing is left on it.")


class LastWord(Struct, frozen=True, kw_only=True):
    """What the tablet still has to say, and by what right."""

    token: str
    message: Deposit


def order_for(store: Store, device_id: UUID, signed: str | None) -> WipeOrder | None:
    """The order, if the service has signed it, and for this very tablet."""
    order = read_statement(store, signed, WIPE_ORDER_TYPE, WipeOrder)
    return order if order is not None and order.device == device_id else None


def last_word(order: WipeOrder, token: str, at: datetime) -> LastWord:
    body = encode(AckWipe(nonce=order.nonce))
    op = Op(
        op_id=uuid7(at),
        authority_id=NO_COUNCIL,
        device_seq=0,
        kind="ack_wipe",
        entity_id=order.device,
        base_rev=0,
        made_at=at,
        body_sha256=sha256(body).hexdigest(),
        body=Raw(body),
    )
    message = Deposit(protocol=PROTOCOL, device_id=order.device, sent_at=at, ops=[Raw(encode(op))])
    return LastWord(token=token, message=message)


def erase(path: Path, keyring: Keyring, word: LastWord | None) -> None:
    """The key first; before it, what is still to be said, so that no battery dies between the two."""
    word_of(path).write_bytes(encode(word) if word else b"")
    keyring.erase()
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        file.unlink(missing_ok=True)


def was_wiped(path: Path) -> bool:
    return word_of(path).exists()


def say_so(path: Path, wire: Wire) -> bool:
    """Tell the service that it is done; again until it has heard. Says whether it has, or nothing can be said."""
    kept = word_of(path).read_bytes()
    if not kept:
        return True
    word = decode(kept, LastWord)
    try:
        wire.post("/v1/sync/deposit", encode(word.message), DepositAnswer, word.token)
    except (Unreachable, Refused):
        return False
    word_of(path).write_bytes(b"")
    return True


def word_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.wiped")
