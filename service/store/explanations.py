"""What stands between a tablet and an entity, gathered where nobody's row security would show all of it."""

from datetime import datetime
from uuid import UUID

import msgspec

from schemas.explanations import ExplainFacts
from service.store.engine import Connection

_facts = msgspec.json.Decoder(ExplainFacts)


async def facts(db: Connection, device_id: UUID, entity_id: UUID, at: datetime) -> ExplainFacts | None:
    """None for a tablet about which the caller may know nothing."""
    found = await db.fetchval("select sync_explain($1, $2, $3)", device_id, entity_id, at)
    return _facts.decode(found) if found else None
