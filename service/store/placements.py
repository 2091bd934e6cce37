"""What homes decided about people in hospital, as the record is to be told of it, and that it knows."""

from datetime import datetime
from uuid import UUID

from schemas.discharges import ArrivalCheck
from schemas.placements import PlacementFacts, PlacementMessage
from schemas.referrals import HomeDecision, ReferralHome
from service.store import assessments, questions, rows
from service.store.database import query
from service.store.engine import Connection
from service.store.keys import Key
from service.store.records import person
from workflows.forms import ASSESSMENT

Decision = tuple[UUID, int | None]
"""An authority, and the number of a home's decision there."""


async def tell(
    db: Connection, home: ReferralHome, message: PlacementMessage, assessment: Key, at: datetime
) -> None:
    """Have the record told of the home's latest word to take the person; once, however often it is asked."""
    status = await db.execute(query("placement_tell"), *assessment, home.location_id, message, at)
    if status != "INSERT 0 1":
        raise LookupError(f"The record was to be told of one acceptance: {status}")


async def assessment_of(db: Connection, decision: Decision) -> Key:
    """The assessment on which a home decided. Raises LookupError."""
    row = await db.fetchrow(
        "select authority_id, assessment_id from home_decision where authority_id = $1 and id = $2", *decision
    )
    if row is None:
        raise LookupError("A message to the record is about a decision that can't be found.")
    return row["authority_id"], row["assessment_id"]


async def facts(db: Connection, decision: Decision, rev: int, message: str, at: datetime) -> PlacementFacts:
    """What is known of a home's word, and of the person as of `at`. Raises LookupError."""
    key = await assessment_of(db, decision)
    known = await db.fetchrow(query("placement_facts"), *decision, at)
    if known is None:
        raise LookupError("A message to the record is about a decision that can't be found.")
    arrival = await db.fetchrow(
        "select * from arrival_check where authority_id = $1 and assessment_id = $2", *key
    )
    return PlacementFacts(
        message=message,
        council=known["council"],
        standing=await assessments.get(db, key),
        revision=await assessments.revision(db, key, rev),
        questions=tuple(await questions.opened(db, [key[0]], ASSESSMENT[0])),
        decision_id=known["id"],
        decision=rows.read(known, HomeDecision),
        decided_by=known["decided_by_name"],
        arrival=rows.read(arrival, ArrivalCheck) if arrival else None,
        person=person(known),
        training_data=known["training_data"],
        organisation=known["organisation"],
        location=known["location"],
        cqc_location_id=known["cqc_location_id"],
        hospital=known["hospital"],
        ward=known["ward"],
        expected_at=known["proposed_from"],
        arrived_at=known["arrived_at"],
    )
