"""How well the rules do, for those who answer for them."""

from datetime import datetime, timedelta

from schemas.accounts import COUNCIL_STAFF, Actor
from schemas.insights import InsightAsked, ProviderInsight, RoutingInsight, RuleInsight
from service.store import insights as store
from service.store import policies
from service.store.database import Database
from service.store.insights import DRAWN_ALONE
from workflows.insights import drawn_alone
from workflows.sampling import rate

MAY_LOOK = COUNCIL_STAFF
NONE = RuleInsight(code=DRAWN_ALONE, opened=0, disagreed=0)


async def routing(database: Database, asked: InsightAsked, actor: Actor, at: datetime) -> RoutingInsight:
    """What verifiers made of what routing sent them, of the caller's authority, as of one moment."""
    authority, since = min(actor.authorities_as(MAY_LOOK)), at - timedelta(days=asked.days)
    async with database.tx(actor, at, isolation="repeatable read", readonly=True) as db:
        rules = {rule.code: rule for rule in await store.rules(db, authority, since)}
        records = await store.track_records(db, authority)
        policy = (await policies.in_force(db, authority, at)).routing.sampling
    alone = rules.pop(DRAWN_ALONE, NONE)
    return RoutingInsight(
        since=since,
        rules=list(rules.values()),
        drawn_alone=drawn_alone(alone.opened, alone.disagreed),
        providers=[
            ProviderInsight(
                provider=provider,
                decided=record.decided,
                disagreement=record.disagreement,
                drawn=rate(record, policy),
            )
            for provider, record in records
        ],
    )
