"""Bugs that are put into the service or the tablet on purpose, for the simulator to find."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from schemas.accounts import Actor
from schemas.referrals import DecideAsHome
from schemas.submission_queries import SubmissionQuery
from schemas.sync import OpProblem, Outcome, PushAnswer
from service.actions import assessments
from service.client.outbox import Work
from service.client.syncing import Sync
from service.store import ledger, pulls, submission_queries
from service.store.database import Database
from service.store.engine import Connection
from service.store.pulls import Fetch, Scope, Situation
from service.sync import deposits, pull
from service.sync.applying import Settled
from service.sync.cursors import Position
from service.sync.recording import receipt
from tests.support.database import Cluster, as_superuser, create_database
from workflows.arrivals import Arrival
from workflows.grounds import Sender
from workflows.home_decisions import HomeCase

PLAIN_SEQUENCE = """
create sequence plain;
grant usage on sequence plain to public;
grant execute on function sync_share(smallint, uuid, int), sync_kind_name(smallint) to public;
create or replace function sync_write(
  scopes uuid[], kinds smallint[], entities uuid[], revs int[], gone boolean[], at timestamptz)
returns table (scope_id uuid, kind smallint, entity_id uuid, seq bigint) language sql as $$
  with c as (
    select s, k, e, max(r) as r, bool_and(x) as x
    from unnest(scopes, kinds, entities, revs, gone) as t(s, k, e, r, x) group by s, k, e)
  insert into sync_feed as f (authority_id, scope_id, seq, kind, entity_id, rev, removed, changed_at)
  select z.authority_id, c.s, nextval('plain'), c.k, c.e, c.r, c.x, at from c join sync_scope z on z.scope_id = c.s
  on conflict (scope_id, kind, entity_id) do update
    set seq = excluded.seq, rev = excluded.rev, removed = excluded.removed, changed_at = excluded.changed_at
  returning f.scope_id, f.kind, f.entity_id, f.seq
$$;
"""
STANDS_AT = """
select coalesce(max(seq), 0) as head,
  coalesce(bit_xor(sync_share(kind, entity_id, rev)) filter (where not removed), 0) as digest
from sync_feed where scope_id = $1
"""


@contextmanager
def a_database(cluster: Cluster) -> Iterator[str]:
    """A migrated database of its own, for what is no coroutine."""
    name = asyncio.run(create_database(cluster))
    try:
        yield name
    finally:
        asyncio.run(as_superuser(cluster, f"drop database {name} with (force)"))


def a_ledger_that_forgets(patch: pytest.MonkeyPatch) -> None:
    """Effects stay, but nobody writes down which op had them."""

    async def complete(db: Connection, outcomes: Iterable[tuple[UUID, UUID, Outcome]]) -> list[Any]:
        await ledger.unclaim(db, [(authority, op) for authority, op, _ in outcomes])
        return []

    patch.setattr(ledger, "complete", complete)


def a_client_that_drops_on_send(patch: pytest.MonkeyPatch) -> None:
    """What has been sent once is taken for done."""
    send = Sync._send

    def forgetful(self: Sync, batch: list[Work]) -> PushAnswer:
        for work in batch:
            self.store.run("update op set stage = 'done' where op_id = ?", str(work.op.op_id))
        return send(self, batch)

    patch.setattr(Sync, "_send", forgetful)


def a_deposit_box_that_forgets(patch: pytest.MonkeyPatch) -> None:
    """Whatever is put in is receipted, and nothing is kept."""

    async def keep_aside(
        database: Database,
        works: Sequence[Arrival],
        sender: Sender,
        actor: Actor,
        at: datetime,
        why: OpProblem,
    ) -> dict[int, Settled]:
        return {
            work.index: Settled(
                Outcome(op_id=work.op.op_id, status="quarantined", receipt=receipt(work, None, at))
            )
            for work in works
        }

    patch.setattr(deposits, "keep_aside", keep_aside)


def cursors_of_a_plain_sequence(patch: pytest.MonkeyPatch) -> None:
    """Readers go on from the greatest number that they see; the database has to be made for it: PLAIN_SEQUENCE."""
    scopes, situation = pulls.scopes, pulls.situation

    async def scopes_seen(db: Connection, *asked: Any) -> Sequence[Scope]:
        return [await _as_seen(db.fetch, scope) for scope in await scopes(db, *asked)]

    async def situation_seen(fetch: Fetch, *asked: Any) -> Situation:
        held, mark = await situation(fetch, *asked)
        return Situation([await _as_seen(fetch, scope) for scope in held], mark)

    async def never_nothing(*_: Any) -> None:
        return None

    patch.setattr(pulls, "scopes", scopes_seen)
    patch.setattr(pulls, "situation", situation_seen)
    patch.setattr(pull, "_nothing", never_nothing)
    patch.setattr(Position, "must_start_again", lambda self, scope: self.epoch != scope.epoch)


async def _as_seen(fetch: Fetch, scope: Scope) -> Scope:
    (row,) = await fetch(STANDS_AT, scope.scope_id)
    return msgspec.structs.replace(scope, head=row["head"], digest=row["digest"])


def answers_that_go_astray(patch: pytest.MonkeyPatch) -> None:
    """An answer is taken and told of, and does not get beside its question."""

    async def answer(db: Connection, answered: Iterable[SubmissionQuery]) -> None:
        """Nothing is written down."""

    patch.setattr(submission_queries, "answer", answer)


def homes_that_look_away(patch: pytest.MonkeyPatch) -> None:
    """A home's decision counts for whatever the assessment says by then."""

    def unseen(*, decision: DecideAsHome, **members: Any) -> HomeCase:
        return HomeCase(**members | {"rev": decision.rev}, decision=decision)

    patch.setattr(assessments, "HomeCase", unseen)
