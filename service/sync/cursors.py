"""Where a device stands in each scope. Opaque to the client, and never an entitlement: that is judged per request."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

import msgspec
from msgspec import Struct

from schemas.base import encode
from schemas.sync import Seq
from service import problems
from service.store.pulls import Scope


class Position(Struct, frozen=True, array_like=True):
    """How far a device has read one scope, under which epoch, and the head at which its first pass began."""

    epoch: UUID
    after: Seq
    first_head: Seq

    def must_start_again(self, scope: Scope) -> bool:
        """Tombstones below the floor are gone, and a number above the head comes from another history."""
        return (
            self.epoch != scope.epoch
            or max(self.after, self.first_head) < scope.floor
            or self.after > scope.head
        )


class Cursor(Struct, frozen=True):
    """Every scope that the device holds, and the forms and rulesets that it was given."""

    scopes: dict[UUID, Position] = {}
    given: list[str] = []


def write(cursor: Cursor) -> str:
    return urlsafe_b64encode(encode(cursor)).decode().rstrip("=")


def read(text: str | None) -> Cursor:
    """Raises the problem `cursor-unreadable` (400) for what was never a cursor."""
    if text is None:
        return Cursor()
    try:
        return msgspec.json.decode(urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Cursor)
    except (msgspec.MsgspecError, ValueError):
        raise problems.CURSOR_UNREADABLE.problem() from None


def start(scope: Scope) -> Position:
    return Position(scope.epoch, 0, scope.head)
