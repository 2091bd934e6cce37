"""The same rows by SQL alone: the same tables, indexes and constraints, a statement for each batch, and nothing else.

It writes as the tables' owner, so without row security; it decides nothing, locks nothing first, and takes every
value from rows that the service has written before, with other ids. What it takes is what PostgreSQL takes at least.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from asyncpg import Record

from benchmarks.reviews import Sent
from service.store.database import Database
from service.store.engine import Connection

TABLES = ("op_ledger", "submission", "submission_rev", "history")
OF_ONE_SUBMISSION = {
    "op_ledger": "select * from op_ledger where entity_id = $1",
    "submission": "select * from submission where id = $1",
    "submission_rev": "select * from submission_rev where id = $1",
    "history": "select * from history where submission_id = $1",
}
COLUMNS = """
select attname, attidentity <> '' as numbered from pg_attribute
where attrelid = $1::text::regclass and attnum > 0 and not attisdropped order by attnum
"""
PUSH = """
with {inserts},
head as (
  update sync_scope set head = head + cardinality($5::uuid[]) where scope_id = $6
  returning scope_id, authority_id, head - cardinality($5::uuid[]) as base)
insert into sync_feed (authority_id, scope_id, seq, kind, entity_id, rev, changed_at)
select head.authority_id, head.scope_id, head.base + e.n, 3, e.id, 1, now()
from head, unnest($5::uuid[]) with ordinality as e(id, n)
"""
PULL = """
select f.seq, f.rev as version, s.id, s.authority_id, s.kind, s.person_id, s.reference, s.state, s.rev, s.proposed_rev,
  s.submitted_at, s.due_at, s.record_reference, r.rev as body_rev, r.body,
  (select json_agg(json_build_object('pointer', c.pointer, 'text', c.text, 'rev', c.rev, 'made_at', c.made_at)
     order by c.made_at, c.id)
   from comment c where c.authority_id = s.authority_id and c.submission_id = s.id)::text as comments
from (select * from sync_feed where scope_id = $1 and seq > $2 order by seq limit $3) f
join submission s on s.authority_id = f.authority_id and s.id = f.entity_id
join submission_rev r on r.authority_id = s.authority_id and r.id = s.id and r.rev = coalesce(s.proposed_rev, s.rev)
order by f.seq
"""

APPROVE = """
with ok as (
  update submission
  set state = 'approved', version = version + 1, opened_by = null, lease_until = null, updated_at = now()
  where authority_id = $1 and id = any ($2::uuid[]) and state = 'submitted' returning *),
dec as (
  insert into decision
    (authority_id, id, submission_id, rev, person_id, body, outcome, verifier_id, batch_id, decided_at)
  select authority_id, gen_random_uuid(), id, rev, person_id, 'council', 'approved', submitter_id, $3, now() from ok
  returning *),
hist as (
  insert into history (authority_id, submission_id, person_id, action, from_state, to_state, rev, account_id, capacity,
    organisation_id, batch_id, at)
  select authority_id, id, person_id, 'approve', 'submitted', 'approved', rev, submitter_id, 'verifier_asc',
    organisation_id, $3, now() from ok),
ob as (
  insert into outbox (authority_id, target, message, person_id, submission_id, rev, decision_id, due_at, created_at)
  select authority_id, 'record', 'approved', person_id, submission_id, rev, id, now(), now() from dec),
told as (
  select z.scope_id, ok.id, ok.version, row_number() over (partition by z.scope_id order by ok.id) as n
  from ok join sync_scope z on z.authority_id = ok.authority_id and z.holder_id = ok.location_id and z.class = 0),
head as (
  update sync_scope z set head = z.head + t.n from (select scope_id, count(*) as n from told group by scope_id) t
  where z.scope_id = t.scope_id returning z.scope_id, z.head - t.n as base)
insert into sync_feed (authority_id, scope_id, seq, kind, entity_id, rev, changed_at)
select $1, scope_id, head.base + told.n, 3, told.id, told.version, now() from told join head using (scope_id)
on conflict (scope_id, kind, entity_id) do update set seq = excluded.seq, rev = excluded.rev, changed_at = now()
returning entity_id
"""
ACKNOWLEDGE = """
with o as (
  update outbox set state = 'sent', attempts = attempts + 1, tries = tries + 1, worker_id = $2, sent_at = now(),
    record_reference = 'R1'
  where submission_id = $1 and state = 'ready' returning *),
a as (
  insert into push_attempt
    (authority_id, message_id, attempt, worker_id, began_at, ended_at, outcome, exchanges)
  select authority_id, id, attempts, $2, now(), now(), 'delivered', $3 from o),
s as (
  update submission s set state = 'recorded', version = version + 1, record_reference = 'R1', updated_at = now()
  from o where s.authority_id = o.authority_id and s.id = o.submission_id returning s.*),
hist as (
  insert into history (authority_id, submission_id, person_id, action, from_state, to_state, rev, capacity, at)
  select authority_id, id, person_id, 'record', 'approved', 'recorded', rev, 'record', now() from s),
head as (
  update sync_scope z set head = z.head + 1
  from s where z.authority_id = s.authority_id and z.holder_id = s.location_id and z.class = 0
  returning z.scope_id, z.head, s.authority_id, s.id, s.version)
insert into sync_feed (authority_id, scope_id, seq, kind, entity_id, rev, changed_at)
select authority_id, scope_id, head, 3, id, version, now() from head
on conflict (scope_id, kind, entity_id) do update set seq = excluded.seq, rev = excluded.rev, changed_at = now()
returning entity_id
"""
EXCHANGES = b"[%s]" % b",".join(
    [b'{"operation":"put_form_answers","sent":{"questions":[]},"status":200}'] * 7
)

Row = dict[str, Any]


class Pattern(NamedTuple):
    """One accepted review as the service wrote it: a row of each table."""

    rows: dict[str, Row]
    columns: dict[str, list[str]]
    """Of each table, but for what the database numbers itself."""
    statement: str
    scopes: dict[UUID, UUID]
    """Location → scope."""


async def learn(raw: Database, submission_id: UUID) -> Pattern:
    """Take a review that the service has stored for the pattern of all that are written here."""
    async with raw.pool.acquire() as db:
        rows = {
            table: await _only_row(db, statement, submission_id)
            for table, statement in OF_ONE_SUBMISSION.items()
        }
        columns = {table: await _columns(db, table) for table in TABLES}
        scopes = await db.fetch("select holder_id, scope_id from sync_scope")
    inserts = [_insert(table, names, n) for n, (table, names) in enumerate(columns.items(), 1)]
    statement = PUSH.format(inserts=",\n".join(inserts))
    return Pattern(rows, columns, statement, {row["holder_id"]: row["scope_id"] for row in scopes})


def values(pattern: Pattern, sent: Sent) -> list[Any]:
    """What one envelope's reviews are as rows: the parameters of the pattern's statement."""
    reviews = [_rows(pattern, sent, n) for n in range(len(sent.ids))]
    columns = [[tuple(review[table].values()) for review in reviews] for table in TABLES]
    return [*columns, list(sent.ids), pattern.scopes[sent.tablet.location_id]]


def changed(pattern: Pattern, table: str, columns: Row) -> Pattern:
    """The same pattern, but for some columns of a table."""
    return pattern._replace(rows=pattern.rows | {table: pattern.rows[table] | columns})


async def push(raw: Database, pattern: Pattern, given: Sequence[Any]) -> None:
    await raw.pool.execute(pattern.statement, *given)


async def pull(raw: Database, scope_id: UUID, after: int, limit: int) -> list[Record]:
    """A page of submissions, as the rows that a pull is made of."""
    return await raw.pool.fetch(PULL, scope_id, after, limit)


async def approve(raw: Database, authority_id: UUID, ids: Sequence[UUID]) -> int:
    """Approve all of these, whoever they are, with decision, history, message and feed; answers how many."""
    return len(await raw.pool.fetch(APPROVE, authority_id, ids, uuid4()))


async def acknowledge(raw: Database, submission_id: UUID) -> int:
    """Write that the record has it, with the one try that this took; answers how many messages that was."""
    return len(await raw.pool.fetch(ACKNOWLEDGE, submission_id, uuid4(), EXCHANGES))


def _rows(pattern: Pattern, sent: Sent, n: int) -> dict[str, Row]:
    person, submission_id, op_id, tablet = sent.people[n], sent.ids[n], uuid4(), sent.tablet
    changed: dict[str, Row] = {
        "op_ledger": {"op_id": op_id, "entity_id": submission_id, "device_id": tablet.id},
        "submission": {
            "id": submission_id,
            "person_id": person.id,
            "package_id": person.package_id,
            "location_id": tablet.location_id,
            "reference": op_id.hex,
        },
        "submission_rev": {
            "id": submission_id,
            "person_id": person.id,
            "op_id": op_id,
            "device_id": tablet.id,
        },
        "history": {"submission_id": submission_id, "person_id": person.id, "op_id": op_id},
    }
    return {table: pattern.rows[table] | changed[table] for table in TABLES}


async def _only_row(db: Connection, statement: str, submission_id: UUID) -> Row:
    (row,) = await db.fetch(statement, submission_id)
    return dict(row)


async def _columns(db: Connection, table: str) -> list[str]:
    return [row["attname"] for row in await db.fetch(COLUMNS, table) if not row["numbered"]]


def _insert(table: str, columns: Sequence[str], place: int) -> str:
    """A table's rows out of one parameter."""
    names = ", ".join(columns)
    return f"{table}_rows as (insert into {table} ({names}) select {names} from unnest(${place}::{table}[]))"  # noqa: S608 - names of our own
