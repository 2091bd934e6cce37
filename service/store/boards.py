"""The discharge board: who waits to leave hospital."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import Struct

from schemas.accounts import Named
from schemas.assessments import Assessment
from schemas.discharges import BoardAsked
from schemas.referrals import Category, HomeState, ReferralState
from schemas.weekend import Accommodation, Overridden
from service.store.database import query
from service.store.engine import Connection
from workflows import forms
from workflows.boards import Waiting
from workflows.forms import ASSESSMENT

_accommodation = msgspec.json.Decoder(Accommodation | None)
_overrides = msgspec.json.Decoder(list[Overridden])


class Longest(Struct, frozen=True, array_like=True):
    """Where a page of the board ends."""

    since: datetime
    id: UUID


async def page(
    db: Connection, authorities: Iterable[UUID], asked: BoardAsked, after: Longest | None, limit: int
) -> tuple[list[Waiting], Longest | None]:
    """The next page, the longest waiting first, and the place where it ends if there is more after it."""
    place = (after.since, after.id) if after else (None, None)
    filters = (list(authorities), asked.hospital, asked.ward, asked.pathway, asked.category)
    found = await db.fetch(query("discharge_board"), *filters, *place, limit + 1)
    shown = found[:limit]
    end = Longest(shown[-1]["created_at"], shown[-1]["id"]) if len(found) > limit else None
    return [_waiting(row) for row in shown], end


def _waiting(row: Record) -> Waiting:
    return Waiting(
        authority_id=row["authority_id"],
        id=row["id"],
        reference=row["reference"],
        person=Named(id=row["person_id"], name=row["person_name"]),
        hospital=Named(id=row["hospital_location_id"], name=row["hospital_name"]),
        ward=row["ward"],
        pathway=row["pathway"],
        category=msgspec.convert(row["category"], Category),
        state=ReferralState(row["state"]),
        proposed_from=row["proposed_from"],
        created_at=row["created_at"],
        home=Named(id=row["home_id"], name=row["home_name"]) if row["home_id"] else None,
        home_state=HomeState(row["home_state"]) if row["home_state"] else None,
        due_at=row["due_at"],
        assessment=_answers(row["body"], row["form_version"]),
        accommodation=_accommodation.decode(row["accommodation"]) if row["accommodation"] else None,
        accepted_on=_answers(row["accepted_body"], row["accepted_version"]),
        record_reference=row["record_reference"],
        arrived_at=row["arrived_at"],
        check_from=row["check_from"],
        check_due=row["check_due"],
        has_package=row["has_package"],
        overrides=tuple(_overrides.decode(row["overrides"])),
    )


def _answers(body: bytes | None, version: int) -> Assessment | None:
    return forms.read(body, (ASSESSMENT[0], version)) if body else None
