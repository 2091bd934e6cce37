"""Past submissions, for what is worked out over many of them."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

import msgspec

from schemas.ratings import Judgement
from service.store.database import query
from service.store.engine import Connection
from workflows import forms
from workflows.forms import REVIEW
from workflows.rating_comparisons import Past

AT_ONCE = 200
"""So many bodies are held at a time."""

_rating = msgspec.json.Decoder(Judgement)


async def count(db: Connection, authority_id: UUID, since: datetime) -> int:
    return int(await db.fetchval(query("past_count"), authority_id, since))


async def ratings(db: Connection, authority_id: UUID, since: datetime) -> AsyncIterator[Past]:
    """Every submission received since then, as it was rated by the ruleset of its day."""
    after: UUID | None = None
    while rows := await db.fetch(query("past_ratings"), authority_id, since, after, AT_ONCE):
        for row in rows:
            yield Past(
                forms.read(row["body"], (REVIEW[0], row["form_version"])),
                _rating.decode(row["rating"]).evaluation,
            )
        after = rows[-1]["id"]
