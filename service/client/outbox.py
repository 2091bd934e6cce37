"""What has been made on this tablet, and what became of it: nothing leaves here before its outcome is known.

An op is written down once, as the bytes that are sent, and is sent again until it has been answered. Work on one
submission goes in the order in which it was made, the next when the one before was accepted; work on different
submissions never waits for each other.
"""

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import accumulate
from uuid import UUID

from msgspec import Raw, Struct

from schemas.base import decode, encode
from schemas.deposits import DepositReceipt
from schemas.pulls import PulledOutcome
from schemas.sync import FormRef, Kind, Limits, Op, Outcome, Result, Status
from service.client import lease
from service.client.ids import uuid7
from service.client.store import Store

KEPT_FOR = timedelta(days=60)
"""How long sent work is kept, in case the service is restored from a backup that lacks it."""
WAIT_SECONDS = 5
"""Before the next try, where the service doesn't say."""
ROOM_FOR_ENVELOPE = 4_096


class Stage(StrEnum):
    """How far a piece of work has come, as this tablet knows."""

    WAITING = "waiting"  # sent again until it is answered
    ACCEPTED = "accepted"  # applied; pending until a pull shows its effect
    DONE = "done"  # a pull has shown its effect
    OFFERED = "offered"  # was accepted before the service was restored from a backup, and is sent once more
    HELD = "held"  # waits at the service for something that comes before it
    CONFLICT = "conflict"  # the submission had changed: its author looks at it and makes a new op
    QUARANTINED = "quarantined"  # the council's staff look at it
    SENT_BACK = "sent_back"  # they sent it back, with a reason
    REJECTED = "rejected"  # it will never be valid as it is
    SET_ASIDE = "set_aside"  # its author replaced it or gave it up


PENDING = frozenset(Stage) - {Stage.DONE, Stage.SET_ASIDE}
NOT_TAKEN = frozenset({Stage.CONFLICT, Stage.QUARANTINED, Stage.SENT_BACK, Stage.REJECTED})
UNSENT = PENDING - {Stage.ACCEPTED, Stage.OFFERED}
SETTLED_AS = {
    "accepted": Stage.ACCEPTED,
    "conflict": Stage.CONFLICT,
    "held": Stage.HELD,
    "quarantined": Stage.QUARANTINED,
    "rejected": Stage.REJECTED,
}


HEARD_AS = {
    "accepted": Stage.DONE,
    "returned": Stage.SENT_BACK,
    "conflict": Stage.CONFLICT,
    "quarantined": Stage.QUARANTINED,
    "rejected": Stage.REJECTED,
}


class NewWork(Struct, frozen=True, kw_only=True):
    """What somebody has made: the op without what the outbox adds to it."""

    kind: Kind
    entity_id: UUID
    authority_id: UUID
    base_rev: int
    form: FormRef | None
    body: bytes
    built_on: bytes | None = None
    """The answers that were changed, for a difference if somebody else changed them too."""
    line: str | None = None
    """In which line of the outbox it goes, if not in that of its submission."""
    scope_id: str | None = None
    """Through which scope the tablet holds what the work is about."""


class Work(Struct, frozen=True, kw_only=True):
    """One op of the outbox, and where it stands."""

    account_id: UUID
    op: Op
    sent: bytes
    built_on: bytes | None
    stage: Stage
    outcome: Outcome | None
    reason: str | None
    deposited: DepositReceipt | None = None
    """That it lies with the council's staff already, because the tablet might not sync."""

    @property
    def body(self) -> bytes:
        return bytes(self.op.body)


class Outbox:
    """The ops of everybody who works with this tablet."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def add(self, new: NewWork, account_id: UUID, at: datetime) -> UUID:
        """Write down one piece of work for good; it takes the place of what was not taken before it."""
        with self.store.transaction():
            lease.note_time(self.store, at)
            before = self._make_room(new, at)
            op = Op(
                op_id=uuid7(at),
                authority_id=new.authority_id,
                device_seq=self._next_number(account_id),
                kind=new.kind,
                entity_id=new.entity_id,
                base_rev=new.base_rev,
                form=new.form,
                made_at=at,
                outside_lease=lease.is_over(self.store, account_id, at),
                depends_on=[work.op.op_id for work in before if work.stage in UNSENT][-1:],
                body_sha256=sha256(new.body).hexdigest(),
                body=Raw(new.body),
            )
            self.store.run(
                "insert into op (op_id, account_id, device_seq, entity_id, scope_id, op, built_on, stage)"
                " values (?, ?, ?, ?, ?, ?, ?, ?)",
                str(op.op_id),
                str(account_id),
                op.device_seq,
                new.line or str(op.entity_id),
                new.scope_id,
                encode(op),
                new.built_on,
                Stage.WAITING,
            )
        return op.op_id

    def _make_room(self, new: NewWork, at: datetime) -> list[Work]:
        """Work takes the place of what was not taken before, a draft that of every draft; answers on what it waits."""
        if new.line is None:
            self.set_aside(new.entity_id, at)
            return self.on(new.entity_id)
        self.store.run(
            "update op set stage = 'set_aside', settled_at = ?"
            " where entity_id = ? and stage not in ('accepted', 'done')",
            at.timestamp(),
            new.line,
        )
        return []

    def ready(self, account_id: UUID, limits: Limits, at: datetime) -> list[Work]:
        """The next batch of this author, within one push's limits: work that waits for nothing made before it."""
        rows = self.store.run(
            "select * from op where account_id = ? and stage in ('waiting', 'offered') and not_before <= ?"
            " and not exists (select 1 from op e where e.entity_id = op.entity_id and e.position < op.position"
            "   and e.stage not in ('accepted', 'done', 'set_aside'))"
            " order by position limit ?",
            str(account_id),
            at.timestamp(),
            limits.max_ops,
        )
        return _first_that_fit([_work(row) for row in rows], limits.max_bytes - ROOM_FOR_ENVELOPE)

    def to_deposit(self, account_id: UUID, but: set[UUID], limits: Limits) -> list[Work]:
        """The next batch of what nobody has answered, in the order in which it was made, without these."""
        rows = self.store.run(
            "select * from op where account_id = ? and stage in ('waiting', 'offered') and deposited is null"
            " order by position",
            str(account_id),
        )
        works = [work for row in rows if (work := _work(row)).op.op_id not in but]
        return _first_that_fit(works[: limits.max_ops], limits.max_bytes - ROOM_FOR_ENVELOPE)

    def deposited(self, work: Work, receipt: DepositReceipt) -> None:
        """It is still sent when the tablet syncs again, and then hears what became of it."""
        self.store.run("update op set deposited = ? where op_id = ?", encode(receipt), str(work.op.op_id))

    def settle(self, work: Work, result: Result, at: datetime) -> None:
        """Write down the service's answer; a repeated op has the outcome that it had the first time."""
        self._settle(work, result.original or result, at)

    def _settle(self, work: Work, told: Outcome, at: datetime) -> None:
        stage = SETTLED_AS.get(told.status)
        if stage is None:
            self.delay(work, told.retry_after or WAIT_SECONDS, at)
            return
        receipt = told.receipt or None
        if stage is Stage.ACCEPTED and (receipt is None or receipt.scope is None):
            stage = Stage.DONE
        self.store.run(
            "update op set stage = ?, outcome = ?, receipt_scope = ?, receipt_seq = ?, settled_at = ?"
            " where op_id = ?",
            stage,
            encode(told),
            str(receipt.scope) if receipt and receipt.scope else None,
            receipt.seq if receipt else None,
            at.timestamp(),
            str(work.op.op_id),
        )

    def delay(self, work: Work, seconds: int, at: datetime) -> None:
        self.store.run(
            "update op set not_before = ? where op_id = ?", at.timestamp() + seconds, str(work.op.op_id)
        )

    def next_try(self, account_id: UUID) -> datetime | None:
        """When the first of this author's delayed work may be sent again."""
        (row,) = self.store.run(
            "select min(not_before) from op where account_id = ? and stage in ('waiting', 'offered')"
            " and not_before > 0",
            str(account_id),
        )
        return None if row[0] is None else datetime.fromtimestamp(row[0], UTC)

    def cover(self) -> None:
        """Accepted work whose effect is among what is shown now needs no showing of its own any more."""
        self.store.run(
            "update op set stage = 'done' where stage = 'accepted' and not exists ("
            " select 1 from scope where scope_id = receipt_scope and not leaving and reached < receipt_seq)"
        )

    def hear(self, told: PulledOutcome, at: datetime) -> None:
        """What became of work that the service had put aside."""
        self.store.run(
            "update op set stage = ?, reason = ?, outcome = coalesce(?, outcome), settled_at = ?"
            " where op_id = ? and stage in ('held', 'quarantined')",
            HEARD_AS[told.status],
            told.reason.encode() if told.reason else None,
            encode(_outcome(told)) if told.problem else None,
            at.timestamp(),
            str(told.op_id),
        )

    def set_aside(self, entity_id: UUID, at: datetime) -> None:
        """Give up what was not taken, and all that was made upon it and so never sent."""
        self.store.run(
            "update op set stage = 'set_aside', settled_at = ?1"
            " where entity_id = ?2 and stage not in ('accepted', 'done', 'held', 'offered', 'set_aside')"
            " and position >= (select min(position) from op where entity_id = ?2"
            "  and stage in ('conflict', 'quarantined', 'sent_back', 'rejected'))",
            at.timestamp(),
            str(entity_id),
        )

    def offer_again(self) -> None:
        """The service was restored from a backup: all that it took may be lost, and is sent again unless it isn't."""
        self.store.run("update author set to_reconcile = 1")
        self.store.run(
            "update op set not_before = 0, stage = iif(stage in ('accepted', 'done'), 'offered', 'waiting')"
            " where stage in ('accepted', 'done', 'held', 'quarantined')"
        )

    def to_reconcile(self, account_id: UUID) -> list[Work] | None:
        """The answered work of this author that the service may have lost; None where there is no reason to ask."""
        asks = "select 1 from author where account_id = ? and to_reconcile"
        if not self.store.run(asks, str(account_id)):
            return None
        rows = self.store.run(
            "select * from op where account_id = ? and stage in ('waiting', 'offered') and outcome is not null"
            " order by position",
            str(account_id),
        )
        return [_work(row) for row in rows]

    def reconciled(self, account_id: UUID, known: Iterable[Work], at: datetime) -> None:
        """What the service still knows stands where it stood; the rest goes once more."""
        with self.store.transaction():
            for work in known:
                if work.outcome is not None:
                    self._settle(work, work.outcome, at)
            self.store.run("update author set to_reconcile = 0 where account_id = ?", str(account_id))

    def forget(self, at: datetime) -> None:
        """What was sent long ago, but for what was shared of drafts that still stand here: by it they are known."""
        self.store.run(
            "delete from op where stage in ('done', 'set_aside') and settled_at < ?"
            " and not exists (select 1 from draft where 'draft:' || draft.submission_id = op.entity_id)",
            (at - KEPT_FOR).timestamp(),
        )

    def on(self, entity_id: UUID) -> list[Work]:
        """Everything pending on one submission, in the order in which it was made."""
        return self.line(str(entity_id))

    def line(self, line: str) -> list[Work]:
        """Everything pending in one line, in the order in which it was made."""
        rows = self.store.run(
            "select * from op where entity_id = ? and stage not in ('done', 'set_aside') order by position",
            line,
        )
        return [_work(row) for row in rows]

    def newest(self, line: str) -> Work | None:
        """What was made last in one line and not given up, whether or not it is pending."""
        rows = self.store.run(
            "select * from op where entity_id = ? and stage <> 'set_aside' order by position desc limit 1",
            line,
        )
        return _work(rows[0]) if rows else None

    def pending(self) -> list[Work]:
        """Everything whose effect is not among what was pulled, in the order in which it was made."""
        rows = self.store.run("select * from op where stage not in ('done', 'set_aside') order by position")
        return [_work(row) for row in rows]

    def _next_number(self, account_id: UUID) -> int:
        (row,) = self.store.run(
            "update author set device_seq = device_seq + 1 where account_id = ? returning device_seq",
            str(account_id),
        )
        return int(row["device_seq"])


def _work(row: sqlite3.Row) -> Work:
    return Work(
        account_id=UUID(row["account_id"]),
        op=decode(row["op"], Op),
        sent=row["op"],
        built_on=row["built_on"],
        stage=Stage(row["stage"]),
        outcome=decode(row["outcome"], Outcome) if row["outcome"] else None,
        reason=row["reason"].decode() if row["reason"] else None,
        deposited=decode(row["deposited"], DepositReceipt) if row["deposited"] else None,
    )


def _outcome(told: PulledOutcome) -> Outcome:
    """What a pull tells of an op that was not taken after all, as if a push had answered it."""
    status: Status = "quarantined" if told.status == "returned" else told.status
    return Outcome(op_id=told.op_id, status=status, problem=told.problem, reference=told.reference)


def _first_that_fit(works: list[Work], room: int) -> list[Work]:
    """As many as fit into `room` bytes with a comma after each, at least one."""
    used = list(accumulate(len(work.sent) + 1 for work in works))
    return works[: max(1, bisect_right(used, room))]
