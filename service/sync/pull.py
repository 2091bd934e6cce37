"""What changed, page by page: each scope's feed in its order, bodies as the bytes that are stored."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice, takewhile
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, Struct
from msgspec.structs import replace

from schemas.accounts import Actor
from schemas.pulls import Pull, PullAnswer, PullRow, ScopeChanges, Want, WantedEntity
from schemas.sync import (
    MAX_BODY_BYTES,
    MAX_BYTES,
    MAX_OPS,
    PROTOCOL,
    HeldLocation,
    Hello,
    Limits,
    ProtocolRange,
    ScopeView,
)
from service import problems
from service.store import pulls as store
from service.store.database import Database
from service.store.engine import Connection
from service.store.pulls import Entry, Scope
from service.sync import catalogue, cursors, load
from service.sync.cursors import Cursor, Position
from workflows.compliance.dates import LONDON

ROW_BYTES = 200
"""About what a row takes beside its body."""
BODIES_AT_ONCE = 100
"""So many bodies are read before the byte budget is looked at again: a page never holds much more than it sends."""


class _BodyRev(Struct):
    body_rev: int


_body_rev = msgspec.json.Decoder(_BodyRev)


class Room:
    """What is left of one answer. The first row always fits, or a pull might never get on."""

    def __init__(self, want: Want) -> None:
        self.rows, self.bytes, self.empty = want.max_rows, want.max_bytes, True

    @property
    def most(self) -> int:
        """So many rows may still fit."""
        return max(self.rows, 0) if self.empty or self.bytes > 0 else 0

    def takes(self, row: PullRow) -> bool:
        self.rows -= 1
        self.bytes -= ROW_BYTES + (len(row.body) if row.body else 0)
        fits = self.empty or (self.rows >= 0 and self.bytes >= 0)
        self.empty = False
        return fits


class Page(Struct, frozen=True, kw_only=True):
    """The part of the feed that fits into one answer, and where each scope stands after it."""

    held: Sequence[Scope]
    rows: list[PullRow]
    positions: dict[UUID, Position]
    caught_up: bool


async def hello(database: Database, location_id: UUID, actor: Actor, at: datetime) -> Hello:
    """What the device may hold, and what this service accepts."""
    async with database.tx(actor, at, readonly=True, same_plans=True) as db:
        scopes = await store.scopes(db, location_id, at.astimezone(LONDON).date())
        asked = await catalogue.of(db, actor.authority_ids, at)
    return Hello(
        protocol=ProtocolRange(min=PROTOCOL, max=PROTOCOL),
        server_time=at,
        limits=Limits(max_ops=MAX_OPS, max_bytes=MAX_BYTES, max_body_bytes=MAX_BODY_BYTES),
        epoch=",".join(sorted({str(scope.epoch) for scope in scopes})),
        scopes=[_view(scope, scope.location) for scope in scopes if scope.location],
        forms=[*asked.forms(at), *asked.questions(at)],
        rulesets=asked.rulesets(),
    )


async def pull(
    database: Database, ask: Pull, device_id: UUID, location_id: UUID, actor: Actor, at: datetime
) -> PullAnswer:
    """The next page after `ask.cursor`; all reads see one moment, so that no change is missed or seen half.

    Raises Problem: PROTOCOL_UNSUPPORTED, CURSOR_UNREADABLE.
    """
    if ask.protocol != PROTOCOL:
        raise problems.PROTOCOL_UNSUPPORTED.problem(protocol=ProtocolRange(min=PROTOCOL, max=PROTOCOL))
    cursor = cursors.read(ask.cursor)
    page = await _nothing(database, ask, cursor, location_id, actor, at)
    if page is None:
        page = await _news(database, ask, cursor, location_id, actor, at)
        await _note_served(database, device_id, page.rows, actor, at)
    given = {*cursor.given, *(row.id for row in page.rows if row.scope is None)}
    return PullAnswer(
        rows=page.rows,
        cursor=cursors.write(Cursor(page.positions, sorted(given))),
        reached={str(scope): position.after for scope, position in page.positions.items()},
        scopes=_changes(page.held, cursor),
        caught_up=page.caught_up,
        server_time=at,
        digests={str(one.scope_id): hex_of(one.digest) for one in page.held} if page.caught_up else UNSET,
        backoff=load.backoff(database),
    )


async def _nothing(
    database: Database, ask: Pull, cursor: Cursor, location_id: UUID, actor: Actor, at: datetime
) -> Page | None:
    """An empty page for a device that has everything, as most do that ask; None where there may be more to say."""
    held, mark = await store.situation(database.ask, actor, location_id, at)
    asked = catalogue.remembered(actor.authority_ids, mark)
    positions = _positions(held, cursor)
    if ask.want.entities or any(positions[scope.scope_id].after != scope.head for scope in held):
        return None
    if asked is None or asked.has_more_than(catalogue.held(cursor.given, ask.forms_known), at):
        return None
    return Page(held=held, rows=[], positions=positions, caught_up=True)


async def _news(
    database: Database, ask: Pull, cursor: Cursor, location_id: UUID, actor: Actor, at: datetime
) -> Page:
    """All that fits into one answer; its reads see one moment."""
    room = Room(ask.want)
    async with database.tx(actor, at, isolation="repeatable read", readonly=True, same_plans=True) as db:
        held, mark = await store.situation(db.fetch, actor, location_id, at)
        asked = await catalogue.marked(db, actor.authority_ids, mark, at)
        unknown = await catalogue.unknown(db, asked, catalogue.held(cursor.given, ask.forms_known), at)
        forms = list(takewhile(room.takes, unknown))
        wanted = _of_scopes(held, ask.want.entities)
        asked_for = await _wanted(db, held, wanted, location_id, room) if wanted else []
        page = await _page(db, held, _positions(held, cursor), location_id, room)
    whole = len(forms) == len(unknown) and len(asked_for) == len(wanted)
    return replace(page, rows=[*forms, *asked_for, *page.rows], caught_up=page.caught_up and whole)


def _changes(held: Sequence[Scope], cursor: Cursor) -> ScopeChanges:
    ids = {scope.scope_id for scope in held}
    return ScopeChanges(
        entered=[scope.scope_id for scope in held if scope.scope_id not in cursor.scopes],
        left=sorted(cursor.scopes.keys() - ids),
        reset=[
            scope.scope_id
            for scope in held
            if scope.scope_id in cursor.scopes and cursor.scopes[scope.scope_id].must_start_again(scope)
        ],
    )


def _positions(held: Sequence[Scope], cursor: Cursor) -> dict[UUID, Position]:
    """Where the device stands, which is at the start where it has not been, or has to go again."""
    return {scope.scope_id: _position(scope, cursor.scopes.get(scope.scope_id)) for scope in held}


def _position(scope: Scope, given: Position | None) -> Position:
    return cursors.start(scope) if given is None or given.must_start_again(scope) else given


def _of_scopes(held: Sequence[Scope], wanted: Sequence[WantedEntity]) -> list[WantedEntity]:
    """What is wanted of a scope that the device may not hold, or not any more, has no answer."""
    ids = {scope.scope_id for scope in held}
    return [one for one in wanted if one.scope in ids]


async def _wanted(
    db: Connection, held: Sequence[Scope], wanted: Sequence[WantedEntity], location_id: UUID, room: Room
) -> list[PullRow]:
    return await _rows(db, location_id, await store.named(db, held, wanted), room)


async def _page(
    db: Connection, held: Sequence[Scope], positions: dict[UUID, Position], location_id: UUID, room: Room
) -> Page:
    """Whole rows while there is room; a scope that was read to its end stands at its head."""
    after = [positions[scope.scope_id].after for scope in held]
    most = room.most
    there_is_more = after != [scope.head for scope in held]
    waiting = await store.entries(db, held, after, most + 1) if there_is_more else []
    rows = await _rows(db, location_id, waiting[:most], room)
    shown = {(row.scope, row.seq) for row in rows}
    left = {entry.scope_id for entry in waiting if (entry.scope_id, entry.seq) not in shown}
    reached = {row.scope: row.seq for row in rows}
    return Page(
        held=held,
        rows=rows,
        positions={
            scope.scope_id: _moved(positions[scope.scope_id], reached.get(scope.scope_id), scope, left)
            for scope in held
        },
        caught_up=not left,
    )


def _moved(position: Position, seq: int | None, scope: Scope, left: set[UUID]) -> Position:
    after = scope.head if scope.scope_id not in left else seq or position.after
    return Position(position.epoch, after, position.first_head)


async def _rows(db: Connection, location_id: UUID, entries: Sequence[Entry], room: Room) -> list[PullRow]:
    rows: list[PullRow] = []
    waiting = iter(entries)
    while batch := list(islice(waiting, BODIES_AT_ONCE)):
        bodies = await store.bodies(db, location_id, (entry for entry in batch if not entry.removed))
        for entry in batch:
            row = _row(entry, bodies.get((entry.kind, entry.authority_id, entry.entity_id)))
            if not room.takes(row):
                return rows
            rows.append(row)
    return rows


def _row(entry: Entry, body: Raw | None) -> PullRow:
    """What the caller doesn't reach any more is gone for them, whatever the feed says."""
    gone = entry.removed or body is None
    return PullRow(
        scope=entry.scope_id,
        seq=entry.seq,
        kind=entry.kind,
        id=str(entry.entity_id),
        rev=entry.rev,
        removed=gone,
        body=UNSET if gone or body is None else body,
    )


def _view(scope: Scope, location: HeldLocation) -> ScopeView:
    return ScopeView(
        scope_id=scope.scope_id,
        authority_id=scope.authority_id,
        location=location,
        scope_class="history" if scope.history else "active",
        head=scope.head,
    )


def hex_of(digest: int) -> str:
    """A scope's digest as it travels: sixteen digits."""
    return f"{digest & 0xFFFF_FFFF_FFFF_FFFF:016x}"


async def _note_served(
    database: Database, device_id: UUID, rows: Sequence[PullRow], actor: Actor, at: datetime
) -> None:
    """From now on the device may have built on these: the earliest moment at which work on them can have begun."""
    what = [base for row in rows if (base := _base(row))]
    if what:
        async with database.tx(actor, at, same_plans=True) as db:
            await store.note_served(db, device_id, what, at)


def _base(row: PullRow) -> str | None:
    """What later work names as its base: a form version, or the revision of a submission."""
    if row.kind == "form":
        return row.id
    if row.kind in ("submission", "assessment") and row.body:
        return f"{row.id}@{_body_rev.decode(row.body).body_rev}"
    return None
