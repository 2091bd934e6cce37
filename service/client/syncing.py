"""One sync: pull, push, pull. It may end at any moment, and the next one goes on from there."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import httpx
import msgspec
from msgspec import Raw, Struct

from schemas.base import encode
from schemas.pulls import Pull, PullAnswer, Want
from schemas.repairs import Manifest, ManifestAsked, ManifestItem, Reconcile, Reconciled, SentOp
from schemas.sessions import PublicKeys
from schemas.sync import PROTOCOL, Hello, Limits, OpProblem, Push, PushAnswer, Result
from service.client import lease
from service.client.holdings import Holdings
from service.client.ids import uuid7
from service.client.outbox import WAIT_SECONDS, Outbox, Work
from service.client.session import Session
from service.client.statements import has_keys, pin_keys
from service.client.store import Store
from service.client.uploads import Uploads
from service.client.wire import Refused, Unreachable

T = TypeVar("T")

WANTED_AT_ONCE = 200
"""So many entities are asked for by name in one pull."""
RECONCILED_AT_ONCE = 1_000


class Synced(Struct, frozen=True, kw_only=True):
    """How a sync ended; whatever it did not manage, the next one does."""

    answered: int
    """So many ops have got their outcome."""
    interrupted: str | None = None
    """Why it ended early, or None when the tablet is up to date."""
    wait_seconds: int = 0
    """Before the next one, if the service or work that is to be sent again asks for it."""


class Sync:
    """The traffic of one tablet. A push ends before the next begins, so that one is in flight at most."""

    def __init__(
        self, store: Store, session: Session, device_id: UUID, clock: Callable[[], datetime]
    ) -> None:
        self.store = store
        self.session = session
        self.device_id = device_id
        self.clock = clock
        self.outbox = Outbox(store)
        self.holdings = Holdings(store)
        self.answered = 0
        self.backoff = 0

    def run(self) -> Synced:
        """Raises LogInAgain when it needs the author's password, Refused when author or tablet may not sync."""
        try:
            limits = self._greet()
            self._reconcile()
            if too_old := self._pull_if_understood():
                self._push(limits)
                return self._ended(too_old, 0)
            if self._push(limits):
                self._pull()
            Uploads(self.store).send(self.session)
        except Unreachable as lost:
            return self._ended(str(lost), lost.retry_after or 0)
        with self.store.transaction():
            self.holdings.leave()
            self.outbox.forget(self.clock())
        return self._ended(None, self._until_next_try())

    def _greet(self) -> Limits:
        if not has_keys(self.store):
            pin_keys(self.store, self.session.wire.get("/.well-known/jwks.json", PublicKeys))
        hello = self.session.call(lambda token: self.session.wire.get("/v1/sync/hello", Hello, token))
        with self.store.transaction():
            self.store.set_note("hello", encode(hello).decode())
            self.store.set_note("skew", str((hello.server_time - self.clock()).total_seconds()))
            lease.trust_clock(self.store, self.clock())
            if hello.offline_lease:
                lease.keep(self.store, self.session.account_id, hello.offline_lease)
            if self.store.note("epoch") not in (None, hello.epoch):
                self.outbox.offer_again()
            self.store.set_note("epoch", hello.epoch)
        return hello.limits

    def _reconcile(self) -> None:
        """After a restore, ask what was lost of this author's work before anything else is shown."""
        account_id = self.session.account_id
        works = self.outbox.to_reconcile(account_id)
        if works is None:
            return
        lost: set[UUID] = set()
        for start in range(0, len(works), RECONCILED_AT_ONCE):
            lost.update(self._lost(works[start : start + RECONCILED_AT_ONCE]))
        known = [work for work in works if work.op.op_id not in lost]
        self.outbox.reconciled(account_id, known, self.clock())

    def _lost(self, works: Sequence[Work]) -> list[UUID]:
        ops = [SentOp(op_id=work.op.op_id, sha256=work.op.body_sha256) for work in works]
        return self._post("/v1/sync/reconcile", encode(Reconcile(ops=ops)), Reconciled).unknown

    def _pull_if_understood(self) -> str | None:
        """Why nothing can be pulled by an app of this version, which may hand in work all the same; None if it can."""
        try:
            self._pull()
        except Refused as refusal:
            if refusal.code != "protocol-unsupported":
                raise
            return str(refusal)
        return None

    def _pull(self) -> None:
        """Until the tablet shows all that there is; what doesn't add up is put right by the manifest first."""
        self._compare()
        while not self._pull_page():
            self._compare()

    def _compare(self) -> None:
        for scope in self.holdings.suspects():
            try:
                listed = self._manifest(scope)
            except Refused as refusal:
                if refusal.status != httpx.codes.NOT_FOUND:
                    raise
                self.holdings.forget_suspicion(scope)
                continue
            with self.store.transaction():
                self.holdings.compare(scope, listed)

    def _manifest(self, scope: str) -> list[ManifestItem]:
        listed: list[ManifestItem] = []
        cursor = None
        while True:
            asked = ManifestAsked(scope=UUID(scope), cursor=cursor)
            page = self._post("/v1/sync/manifest", encode(asked), Manifest)
            listed += page.items
            if not page.next_cursor:
                return listed
            cursor = page.next_cursor

    def _pull_page(self) -> bool:
        """One page; True when the tablet shows all that there is."""
        want = Want(entities=self.holdings.wanted(WANTED_AT_ONCE))
        ask = Pull(cursor=self.holdings.cursor, want=want, forms_known=self.holdings.forms_known())
        try:
            page = self._post("/v1/sync/pull", encode(ask), PullAnswer)
        except Refused as refusal:
            if refusal.code != "cursor-unreadable":
                raise
            self.holdings.begin_again()
            return False
        self.backoff = max(self.backoff, page.backoff or 0)
        with self.store.transaction():
            return self.holdings.take(page) and self._checked(page)

    def _checked(self, page: PullAnswer) -> bool:
        """A checkpoint that is whole covers accepted work; one that isn't is compared with the manifest first."""
        self.holdings.suspect(self.holdings.differing(page.digests or {}))
        if self.holdings.suspects():
            return False
        self.outbox.cover()
        for told in self.holdings.outcomes():
            self.outbox.hear(told, self.clock())
        return True

    def _push(self, limits: Limits) -> int:
        """Batch after batch until nothing waits; a batch that is refused as a whole is halved, down to the culprit."""
        most = limits
        while batch := self.outbox.ready(self.session.account_id, most, self.clock()):
            try:
                answer = self._send(batch)
            except Refused as refusal:
                if not _blames_an_op(refusal):
                    raise
                if len(batch) > 1:
                    most = msgspec.structs.replace(limits, max_ops=len(batch) // 2)
                    continue
                answer, most = _rejection(batch[0], refusal, self.clock()), limits
            self._settle(batch, answer)
        return self.answered

    def _send(self, batch: list[Work]) -> PushAnswer:
        envelope = Push(
            protocol=PROTOCOL,
            device_id=self.device_id,
            batch_id=uuid7(self.clock()),
            sent_at=self.clock(),
            forms_known=self.holdings.forms_known(),
            ops=[Raw(work.sent) for work in batch],
        )
        return self._post("/v1/sync/push", encode(envelope), PushAnswer)

    def _settle(self, batch: list[Work], answer: PushAnswer) -> None:
        self.backoff = max(self.backoff, answer.backoff or 0)
        results = {result.index: result for result in answer.results}
        with self.store.transaction():
            for index, work in enumerate(batch):
                if index in results and results[index].op_id in (work.op.op_id, None):
                    self.outbox.settle(work, results[index], self.clock())
                    self.answered += results[index].status != "retry"
                else:
                    self.outbox.delay(work, WAIT_SECONDS, self.clock())

    def _post(self, path: str, body: bytes, answer: type[T]) -> T:
        return self.session.call(lambda token: self.session.wire.post(path, body, answer, token))

    def _until_next_try(self) -> int:
        next_try = self.outbox.next_try(self.session.account_id)
        return max(0, round((next_try - self.clock()).total_seconds())) if next_try else 0

    def _ended(self, interrupted: str | None, wait_seconds: int) -> Synced:
        return Synced(
            answered=self.answered, interrupted=interrupted, wait_seconds=max(wait_seconds, self.backoff)
        )


def _blames_an_op(refusal: Refused) -> bool:
    """Too much at once, or something inside of an op: then the others can still go."""
    inside = any(issue.pointer.startswith("/ops/") for issue in refusal.issues)
    return refusal.status == httpx.codes.REQUEST_ENTITY_TOO_LARGE or (
        refusal.status == httpx.codes.BAD_REQUEST and inside
    )


def _rejection(work: Work, refusal: Refused, at: datetime) -> PushAnswer:
    """The refusal of a request that carried this op alone, as the op's own outcome."""
    problem = OpProblem(
        code=refusal.code, retry="never", template=str(refusal), params={}, issues=refusal.issues
    )
    rejected = Result(index=0, op_id=work.op.op_id, status="rejected", problem=problem)
    return PushAnswer(server_time=at, results=[rejected])
