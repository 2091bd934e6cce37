"""What somebody is writing: kept on this tablet, and on their other tablets as well once they have shared it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from schemas.base import encode
from schemas.pulls import PulledDraft
from schemas.sync import DRAFT, FormRef
from service.client.holdings import Holdings
from service.client.merge import Answers
from service.client.outbox import NewWork, Outbox, Stage
from service.client.store import Store
from workflows.drafts import DISCARDED


class Notebook:
    """The drafts of whoever is signed in. The last one that was saved counts, on whichever of their tablets."""

    def __init__(self, store: Store, holdings: Holdings, outbox: Outbox, device_id: UUID) -> None:
        self.store, self.holdings, self.outbox, self.device_id = store, holdings, outbox, device_id

    def save(self, draft: Answers, account_id: UUID, at: datetime) -> None:
        """Keep what has been written so far; it goes on from what was seen of the same draft."""
        submission_id = UUID(draft["submission_id"])
        version, _ = self.holdings.drafts(account_id).get(submission_id, (0, None))
        self.store.run(
            "insert or replace into draft values (?, ?, ?, ?, ?)",
            str(submission_id),
            str(account_id),
            encode(draft),
            at.timestamp(),
            version,
        )

    def all(self, account_id: UUID) -> list[Answers]:
        """The oldest first; one that was shared is what has become of it since, on whichever tablet."""
        rows = self.store.run(
            "select submission_id, body, version from draft where account_id = ? order by saved_at",
            str(account_id),
        )
        here = {UUID(row["submission_id"]): (row["version"], row["body"]) for row in rows}
        only_here = {one: row for one, row in here.items() if not self._was_shared(one, row[1])}
        newer = dict(self._newer(only_here, account_id))
        kept = {
            one: newer.pop(one, body)
            for one, (_, body) in here.items()
            if one in only_here.keys() | newer.keys()
        }
        return [msgspec.json.decode(body) for body in (*kept.values(), *newer.values())]

    def share(
        self, draft: Answers, authority_id: UUID, form: FormRef, account_id: UUID, at: datetime
    ) -> None:
        """Have it on the author's other tablets too, as soon as there is a connection."""
        self.save(draft, account_id, at)
        self._send(UUID(draft["submission_id"]), encode(draft), authority_id, form, account_id, at)

    def discard(self, submission_id: UUID, account_id: UUID, at: datetime) -> None:
        """Throw a draft away, on every tablet that has it."""
        self.forget(submission_id)
        if shared := self._shared(submission_id, account_id):
            self._send(submission_id, DISCARDED, *shared, account_id, at)

    def forget(self, submission_id: UUID) -> None:
        """It is handed in; the service lets go of what was shared of it."""
        self.store.run("delete from draft where submission_id = ?", str(submission_id))

    def _shared(self, submission_id: UUID, account_id: UUID) -> tuple[UUID, FormRef] | None:
        """With which council, and on which form; what is on its way from here may have come already."""
        _, pulled = self.holdings.drafts(account_id).get(submission_id, (0, None))
        if pulled is not None:
            return pulled.authority_id, pulled.form
        sent = self.outbox.newest(_line(submission_id))
        if sent is None or sent.op.form is None or sent.body == DISCARDED:
            return None
        return sent.op.authority_id, sent.op.form

    def _was_shared(self, submission_id: UUID, body: bytes) -> bool:
        """Whether just this was shared, and what the service has made of it has been pulled."""
        sent = self.outbox.newest(_line(submission_id))
        return sent is not None and sent.stage is Stage.DONE and sent.body == body

    def _newer(self, here: dict[UUID, tuple[int, Any]], account_id: UUID) -> Iterator[tuple[UUID, bytes]]:
        """Drafts as they were left on another tablet, of which no finished work is here or on its way."""
        for submission_id, (version, shared) in self.holdings.drafts(account_id).items():
            seen, _ = here.get(submission_id, (0, None))
            left_elsewhere = submission_id not in here or shared.device_id != self.device_id
            if version > seen and left_elsewhere and not self._is_done_with(submission_id, shared):
                yield submission_id, bytes(shared.body)

    def _is_done_with(self, submission_id: UUID, shared: PulledDraft) -> bool:
        held = self.holdings.scope_of("submission", submission_id) is not None
        discarded = self.outbox.line(_line(submission_id))
        gone = bool(discarded) and discarded[-1].body == DISCARDED
        return gone or bool(self.outbox.on(submission_id)) or (held and shared.base_rev == 0)

    def _send(
        self,
        submission_id: UUID,
        body: bytes,
        authority_id: UUID,
        form: FormRef,
        account_id: UUID,
        at: datetime,
    ) -> None:
        new = NewWork(
            kind=DRAFT,
            entity_id=submission_id,
            authority_id=authority_id,
            base_rev=0,
            form=form,
            body=body,
            line=_line(submission_id),
        )
        self.outbox.add(new, account_id, at)


def _line(submission_id: UUID) -> str:
    return f"draft:{submission_id}"
