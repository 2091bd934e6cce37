"""What a worker does with the outbox, a transaction each: claim, look up, write down what the record answered."""

from datetime import datetime
from uuid import UUID

from schemas.accounts import Actor, Membership, Named, Role
from schemas.placements import ToRecord
from schemas.pushes import Claimed, Delivered, Never, NotNow, Outcome, Withheld
from schemas.submissions import Action
from service.store import arrivals, assessments, feed, referrals, submissions
from service.store import deliveries as store
from service.store import placements as placed
from service.store import records as facts_of
from service.store.database import NOBODY, Database
from service.store.engine import Connection
from service.store.feed import Change
from service.store.keys import Key
from workflows import placements, pushes, records
from workflows.discharges import Hand
from workflows.reviews import lifecycle

SERVICE = Named(id=UUID(int=0), name="The service")
"""Nobody's account: what it does is told of the record, whose answers it writes down."""
OUTCOMES: dict[type, Outcome] = {NotNow: "not_now", Never: "never", Withheld: "withheld"}


def at_work_for(authority_id: UUID) -> Actor:
    """The service itself, with the reach of one authority's staff while it sees to one of its messages."""
    capacity = Membership(role=Role.ADMIN, organisation=SERVICE, authority_ids=[authority_id])
    return Actor(account_id=SERVICE.id, memberships=(capacity,), holder_ids=frozenset())


async def claim(
    database: Database, worker: UUID, target: str, councils: list[str] | None, most: int, at: datetime
) -> list[Claimed]:
    """At most so many messages for a lease; it is committed before anything is sent."""
    async with database.tx(NOBODY, at, same_plans=True) as db:
        return await store.claim(db, worker, target, councils, most, at)


async def look_up(database: Database, claimed: Claimed, at: datetime) -> ToRecord | Withheld | Never:
    """What the record is to be told, as it is known now; or why it isn't."""
    about, authority_id = (claimed.rev, claimed.message, at), claimed.authority_id
    async with database.tx(at_work_for(authority_id), at, readonly=True, same_plans=True) as db:
        if claimed.submission_id is not None:
            review = await facts_of.facts(db, (authority_id, claimed.submission_id), *about)
            return records.kept_back(review) or records.verified(review)
        placement = await placed.facts(db, (authority_id, claimed.home_decision_id), *about)
        return placements.kept_back(placement) or placements.placed(placement)


async def acknowledge(database: Database, claimed: Claimed, delivered: Delivered, at: datetime) -> bool:
    """Write that the record has it: the message is sent, what it was about recorded, its tablets told.

    False if this try no longer counts, because its lease ran out and another worker has the message.
    """
    async with database.tx(at_work_for(claimed.authority_id), at, same_plans=True) as db:
        if claimed.submission_id is None:
            return await _placement_recorded(db, claimed, delivered, at)
        return await _review_recorded(
            db, (claimed.authority_id, claimed.submission_id), claimed, delivered, at
        )


async def _review_recorded(
    db: Connection, key: Key, claimed: Claimed, delivered: Delivered, at: datetime
) -> bool:
    await arrivals.lock_people(db, [], [key])
    submission = await submissions.lock(db, key)
    if submission is None:
        raise LookupError("A message to the record is about a submission that can't be found.")
    if not await store.sent(db, claimed, delivered, at):
        return False
    guard = lifecycle.guard(Action.RECORD)
    of_approval = claimed.message == records.APPROVED and submission.rev == claimed.rev
    if of_approval and submission.state in guard:
        after, event = records.recorded(submission, delivered.reference, at)
        await facts_of.recorded(db, after, event, guard)
        if after.withheld_since is None:
            change = Change(after.authority_id, after.person_id, "submission", after.id, after.version)
            await feed.publish(db, [change], at)
    return True


async def _placement_recorded(db: Connection, claimed: Claimed, delivered: Delivered, at: datetime) -> bool:
    key = await placed.assessment_of(db, (claimed.authority_id, claimed.home_decision_id))
    await referrals.lock_person(db, key[0], [], [key[1]])
    current = await assessments.lock(db, key)
    if current is None:
        raise LookupError("A message to the record is about an assessment that can't be found.")
    if not await store.sent(db, claimed, delivered, at):
        return False
    hand = Hand(account_id=SERVICE.id, capacity="record", at=at)
    after, event = placements.recorded(current.standing, delivered.reference, hand)
    await assessments.update(db, after)
    await assessments.add_events(db, [event])
    change = Change(after.authority_id, after.person_id, "assessment", after.id, after.version)
    await feed.publish(db, [change], at)
    return True


async def give_up(
    database: Database, claimed: Claimed, answer: NotNow | Never | Withheld, at: datetime, dice: float
) -> bool:
    """Write that the record does not have it, for now or for good; False as for `acknowledge`."""
    decided = pushes.verdict(answer, claimed.tries, at, dice)
    exchanges = () if isinstance(answer, Withheld) else answer.exchanges
    async with database.tx(at_work_for(claimed.authority_id), at, same_plans=True) as db:
        return await store.failed(db, claimed, decided, OUTCOMES[type(answer)], exchanges, at)
