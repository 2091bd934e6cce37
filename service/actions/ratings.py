"""What another ruleset would have made of past submissions, before anybody is rated by it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from schemas.accounts import Actor
from schemas.rating_comparisons import RatingComparison
from schemas.rulesets import Ruleset
from service.store import past as store
from service.store.database import Database
from workflows.rating_comparisons import Past, compare


async def compare_with_past(
    database: Database,
    rules: Ruleset,
    authority_id: UUID,
    since: datetime,
    actor: Actor,
    at: datetime,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> RatingComparison:
    """Rate a council's past submissions by `rules` as of one moment; `tell` hears how many of all are read."""
    past: list[Past] = []
    async with database.tx(actor, at, isolation="repeatable read", readonly=True) as db:
        total = await store.count(db, authority_id, since)
        async for one in store.ratings(db, authority_id, since):
            past.append(one)
            tell(len(past), total)
    return compare(past, rules)
