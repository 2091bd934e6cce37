"""Answers staff who wonder why a tablet shows something or doesn't, and the tablet itself."""

from datetime import datetime

from schemas.accounts import Actor
from schemas.explanations import ExplainAsked, Explanation
from service import problems
from service.store import explanations as store
from service.store.database import Database
from workflows import explaining


async def explain(database: Database, asked: ExplainAsked, actor: Actor, at: datetime) -> Explanation:
    """The chain of rules between a tablet and an entity; nothing of authorities that the caller doesn't work for.

    Raises Problem: FORBIDDEN for whoever is neither staff of an authority nor the tablet itself, NOT_FOUND for a
    tablet whose location works with none of the caller's authorities.
    """
    if not actor.staff_of and actor.device_id != asked.device:
        raise problems.FORBIDDEN.problem("This is for the council's staff, and for the tablet itself.")
    async with database.tx(actor, at, readonly=True) as db:
        facts = await store.facts(db, asked.device, asked.entity, at)
    if facts is None:
        raise problems.NOT_FOUND.problem()
    return Explanation(
        device=asked.device,
        entity=asked.entity,
        holds=explaining.holds(facts, at),
        steps=list(explaining.steps(facts, at)),
    )
