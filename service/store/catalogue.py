"""What councils have decided about what is asked of those who work with them, as one reading of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import Struct

from schemas.questions import SetStanding
from service.store import rulesets
from service.store.database import query
from service.store.engine import Connection
from service.store.rulesets import Rated
from workflows.policies import FormsPolicy


class _AskedBeside(Struct):
    form: str
    form_version: int
    accept_until: datetime | None


_forms = msgspec.json.Decoder(FormsPolicy)
_beside = msgspec.json.Decoder(_AskedBeside)


class Decided(NamedTuple):
    """Nothing of a council that leaves everything as the service begins."""

    forms: dict[UUID, FormsPolicy]
    """Which versions of forms each takes now."""
    sets: list[SetStanding]
    """Every version of their own questions that was ever asked, by council and form, newest first."""
    rated: list[Rated]
    """By what their people were, are and will be rated, the earliest first."""


async def decided(db: Connection, authorities: Iterable[UUID], at: datetime) -> Decided:
    """What these councils have decided until then, and about ratings also what they decided for later."""
    rows = await db.fetch(query("catalogue"), sorted(authorities))
    in_force = {
        row["authority_id"]: row["body"]
        for row in rows
        if row["name"] == "forms" and row["effective_from"] <= at
    }
    return Decided(
        forms={authority: _forms.decode(body) for authority, body in in_force.items()},
        sets=sorted((_set(row) for row in rows if row["name"] == "questions"), key=_newest_first),
        rated=[rulesets.rated(row) for row in rows if row["name"] == "rating"],
    )


def _set(row: Record) -> SetStanding:
    about = _beside.decode(row["body"])
    return SetStanding(
        authority_id=row["authority_id"],
        form=about.form,
        form_version=about.form_version,
        version=row["version"],
        opened_at=row["effective_from"],
        accept_until=about.accept_until,
    )


def _newest_first(one: SetStanding) -> tuple[UUID, str, int]:
    return one.authority_id, one.form, -one.version
