"""The tablet as a thing: locked and unlocked, enrolled, signed in on, online or not, suspended, wiped, rescued."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import httpx
from msgspec import Raw

from schemas.base import encode
from schemas.devices import Enrolled, Enrolment, WipeOrder
from schemas.waiting import WaitAnswer
from service.client import lease, rescue, wiping
from service.client.handing_in import HandingIn
from service.client.holdings import Holdings
from service.client.keyring import STRONG, Cost
from service.client.locking import keyring_of, unlocked
from service.client.outbox import UNSENT, Outbox, Work
from service.client.session import LogInAgain, Session
from service.client.store import BeforeStatement, Store
from service.client.syncing import Sync, Synced
from service.client.uploads import Uploads
from service.client.wiping import Wiped
from service.client.wire import Refused, Unreachable, Wire

LONGER_THAN_THE_WAIT = 10
"""Seconds that the service may take to say that nothing came."""


def utc_now() -> datetime:
    return datetime.now(UTC)


class Handset:
    """What holds whoever's work: everything about a tablet that isn't about reviews."""

    def __init__(
        self,
        path: Path,
        url: str,
        *,
        pin: str | None = None,
        cost: Cost = STRONG,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], datetime] = utc_now,
        before_statement: BeforeStatement | None = None,
    ) -> None:
        """Opens the tablet's file, or makes it: then `recovery_code` is to be written down, this once.

        Raises WrongPin, TryLater after too many of those, NeedsPin: without a PIN it only talks to a service on the
        same machine; and Wiped where nothing is left to open, as does whatever is asked of a tablet that has wiped
        itself.
        """
        if wiping.was_wiped(path):
            raise Wiped
        key, self.recovery_code = unlocked(path, url, pin, cost, clock())
        self.path = path
        self.store = Store(path, key, before_statement)
        self.clock = clock
        self.http = httpx.Client(base_url=url, transport=transport)
        self.wire = Wire(self.http)
        self.session = Session(self.store, self.wire, clock)
        self._outbox = Outbox(self.store)
        self._holdings = Holdings(self.store)
        self._uploads = Uploads(self.store)

    def close(self) -> None:
        self.http.close()
        self.store.close()

    def enrol(self, code: str, name: str) -> None:
        """Make this tablet known to the service with a code that an administrator has read out."""
        enrolled = self.wire.post("/v1/devices", encode(Enrolment(code=code, name=name)), Enrolled)
        self.become(enrolled.device_id)

    def become(self, device_id: UUID) -> None:
        """Carry on as a tablet that is enrolled already."""
        self.store.set_note("device", str(device_id))

    @property
    def device_id(self) -> UUID:
        enrolled = self.store.note("device")
        if enrolled is None:
            raise LogInAgain("This tablet is not enrolled yet.")
        return UUID(enrolled)

    def log_in(self, username: str, password: str) -> None:
        """Raises Refused for a wrong password or a suspended tablet, Unreachable without a connection, Wiped."""
        with self._obeying():
            self.session.log_in(username, password, self.device_id)

    def sync(self) -> Synced:
        """Pull, push, pull; whether the connection lasts or not. Raises LogInAgain, Refused, or Wiped."""
        with self._obeying():
            return Sync(self.store, self.session, self.device_id, self.clock).run()

    def wait(self, seconds: int = 25) -> bool:
        """Until there is something to pull, so long at most; says whether there is. Raises Unreachable and the like."""
        asked: dict[str, Any] = {"timeout": seconds}
        if cursor := self.store.note("cursor"):
            asked["cursor"] = cursor
        path, patience = f"/v1/sync/wait?{urlencode(asked)}", seconds + LONGER_THAN_THE_WAIT
        with self._obeying():
            told = self.session.call(lambda token: self.wire.get(path, WaitAnswer, token, patience))
        return bool(told.scopes)

    def deposit(self) -> int:
        """Hand in what was not answered although this tablet may not sync; answers how many ops were kept.

        The council's staff see to them. Raises Refused, and Unreachable: what was kept until then stays kept.
        """
        return self._handing_in.run()

    @property
    def skew(self) -> timedelta:
        """The service's clock less this tablet's, as of the last sync."""
        return timedelta(seconds=float(self.store.note("skew") or 0))

    @property
    def shown_until(self) -> datetime | None:
        """When whoever is signed in sees nothing of the caseload any more, unless the tablet was online before."""
        return lease.until(self.store, self.session.account_id)

    def outbox(self) -> list[Work]:
        """Everything that is not seen to its end, whoever made it on this tablet."""
        return self._outbox.pending()

    def export_unsent(self) -> bytes:
        """What the service has not accepted, op by op as it would be sent, as JSON: the rescue when all else fails."""
        unsent = [work for work in self._outbox.pending() if work.stage in UNSENT]
        return encode(
            {
                "device_id": self.store.note("device"),
                "exported_at": self.clock(),
                "ops": [
                    {"account_id": work.account_id, "stage": work.stage, "op": Raw(work.sent)}
                    for work in unsent
                ],
            }
        )

    def rescue(self, path: Path) -> str:
        """The same in a sealed file; the answer is the code that opens it (`service.client.rescue.read`)."""
        return rescue.write(path, self.export_unsent())

    @property
    def _shown(self) -> Holdings:
        """What was pulled, as long as it may be shown. Raises OutsideLease."""
        lease.require(self.store, self.session.account_id, self.clock())
        return self._holdings

    @property
    def _may_show(self) -> bool:
        return not lease.is_over(self.store, self.session.account_id, self.clock())

    @contextmanager
    def _obeying(self) -> Iterator[None]:
        """An order to wipe comes with the refusal of whatever was asked; unsigned, it is a refusal like others.

        Where nobody is signed in any more, there is nothing to be refused: then the tablet asks.
        """
        try:
            yield
        except (Refused, LogInAgain) as refusal:
            signed = refusal.wipe_order if isinstance(refusal, Refused) else self._ask_for_orders()
            order = wiping.order_for(self.store, self.device_id, signed)
            if order is None or not self._handed_in(order):
                raise
            self._wipe(order)
            raise Wiped from refusal

    def _ask_for_orders(self) -> str | None:
        try:
            return self._handing_in.ask()
        except (Refused, Unreachable):
            return None

    @property
    def _handing_in(self) -> HandingIn:
        return HandingIn(self.store, self.wire, self.device_id, self.clock)

    def _handed_in(self, order: WipeOrder) -> bool:
        """Whether nothing is left to hand in first: without a connection to the box, the order waits for one."""
        if order.deposit_first:
            try:
                self.deposit()
            except Unreachable:
                return False
        return True

    def _wipe(self, order: WipeOrder) -> None:
        tokens = self._handing_in.tokens()
        word = next((wiping.last_word(order, token, self.clock()) for token in tokens.values()), None)
        self.store.close(by=Wiped)
        wiping.erase(self.path, keyring_of(self.path), word)
        wiping.say_so(self.path, self.wire)
