"""The box for work of a tablet that may not sync: it is put in, a receipt comes back, and nothing else."""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import Raw

from schemas.base import encode
from schemas.deposits import Deposit, DepositAnswer
from schemas.sync import MAX_BODY_BYTES, MAX_BYTES, MAX_OPS, PROTOCOL, Limits
from service.client.outbox import Outbox, Work
from service.client.store import Store
from service.client.wire import Wire

LIMITS = Limits(max_ops=MAX_OPS, max_bytes=MAX_BYTES, max_body_bytes=MAX_BODY_BYTES)


class HandingIn:
    """Whatever has not been answered is handed in, for each author by what their log-in left on the tablet."""

    def __init__(self, store: Store, wire: Wire, device_id: UUID, clock: Callable[[], datetime]) -> None:
        self.store, self.wire, self.device_id, self.clock = store, wire, device_id, clock
        self.outbox = Outbox(store)

    def run(self) -> int:
        """So many ops were kept. Raises Unreachable and Refused; what was kept before that stays kept."""
        return sum(self._batch(token, works) for token, works in self._batches())

    def ask(self) -> str | None:
        """The order to wipe, if there is one; asked by putting nothing in."""
        token = next(iter(self.tokens().values()), None)
        return None if token is None else self.put(token, []).wipe_order or None

    def tokens(self) -> dict[UUID, str]:
        rows = self.store.run("select account_id, deposit_token from author where deposit_token is not null")
        return {UUID(row["account_id"]): row["deposit_token"].decode() for row in rows}

    def _batches(self) -> Iterator[tuple[str, list[Work]]]:
        for account_id, token in self.tokens().items():
            tried: set[UUID] = set()
            while works := self.outbox.to_deposit(account_id, tried, LIMITS):
                tried |= {work.op.op_id for work in works}
                yield token, works

    def _batch(self, token: str, works: list[Work]) -> int:
        answer = self.put(token, [work.sent for work in works])
        kept = {result.op_id: result.receipt for result in answer.results if result.receipt}
        with self.store.transaction():
            for work in works:
                if receipt := kept.get(work.op.op_id):
                    self.outbox.deposited(work, receipt)
        return len(kept)

    def put(self, token: str, ops: list[bytes]) -> DepositAnswer:
        asked = Deposit(
            protocol=PROTOCOL,
            device_id=self.device_id,
            sent_at=self.clock(),
            ops=[Raw(op) for op in ops],
        )
        return self.wire.post("/v1/sync/deposit", encode(asked), DepositAnswer, token)
