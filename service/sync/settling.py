"""Works of every kind, decided and recorded where a transaction holds whom they are about."""

from collections.abc import Sequence
from datetime import datetime

from schemas.sync import Outcome
from service.store import arrivals as store
from service.store.engine import Connection
from service.store.held import Waiter
from service.store.keys import Key
from service.sync import assessing, drafting, landing, recording
from service.sync.landing import entity_key, op_key, package_key
from workflows.arrivals import Arrival
from workflows.grounds import Sender


async def lock_people(db: Connection, works: Sequence[Arrival]) -> list[Arrival]:
    """Keep everybody whom these works are about where they are; answers the works that are about assessments."""
    await store.lock_people(db, filter(None, map(package_key, works)), map(entity_key, works))
    assessments = await assessing.among(db, works)
    await assessing.lock_people(db, assessments)
    return assessments


async def settle(
    db: Connection, works: Sequence[Arrival], assessments: Sequence[Arrival], sender: Sender, at: datetime
) -> tuple[dict[Key, Outcome], list[Waiter]]:
    """Decide and record; (authority, op) → outcome as it is stored, and whose work waited for what was applied."""
    of_wards = [work for work in works if work in assessments]
    others = [work for work in works if work not in assessments and not drafting.is_draft(work)]
    decided = await landing.decide(db, others, sender, at)
    written = [await recording.write(db, decided, sender, at)]
    if of_wards:
        applied = frozenset(op_key(one.work) for one in decided if one.verdict.status == "accepted")
        written.append(await assessing.write(db, of_wards, applied, sender, at))
    outcomes, waiters = await recording.complete(db, written, at)
    outcomes |= await drafting.settle(db, works, sender, outcomes, at)
    return outcomes, waiters
