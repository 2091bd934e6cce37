"""A row in every table, as the life of people who are reviewed leaves them: for claims about all tables at once."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from schemas.accounts import Actor
from tests.support.world import NOON, PersonRef, World


class Care(NamedTuple):
    """Somebody's care by one location of one organisation."""

    person: PersonRef
    package: UUID
    location: UUID
    organisation: UUID


async def leave_review(world: World, care: Care, reviewer: Actor, verifier: Actor) -> None:
    """`reviewer` has reviewed the care of a person, and `verifier` has approved it."""
    review, decision = uuid4(), uuid4()
    person = {"authority_id": care.person.authority_id, "person_id": care.person.id}
    authors = {"reviewer_id": reviewer.account_id, "submitter_id": reviewer.account_id}
    care_by = {
        "package_id": care.package,
        "location_id": care.location,
        "organisation_id": care.organisation,
    }
    of_review = {**person, "submission_id": review}
    await world.insert(
        "submission",
        **person,
        **authors,
        **care_by,
        id=review,
        kind="review",
        funder="council",
        rating="green",
        queue="full",
    )
    await world.insert("submission_rev", **person, **authors, id=review)
    await leave_evidence(world, of_review, reviewer)
    await world.insert(
        "decision",
        **of_review,
        id=decision,
        body="council",
        outcome="approved",
        verifier_id=verifier.account_id,
    )
    await world.insert("comment", **of_review, account_id=verifier.account_id)
    await world.insert("submission_query", **of_review, asked_by=verifier.account_id)
    authority = {"authority_id": care.person.authority_id}
    await world.insert("draft", **authority, account_id=reviewer.account_id, id=review)
    await world.insert(
        "correction", **of_review, number=1, state="requested", requested_by=reviewer.account_id
    )
    await world.insert(
        "verifier_rating", **of_review, rating="amber", before="green", verifier_id=verifier.account_id
    )
    await world.insert(
        "delegation",
        authority_id=care.person.authority_id,
        organisation_id=care.organisation,
        function="plan_review",
        extent="doing",
        recorded_by=verifier.account_id,
    )
    await world.insert("selection", account_id=verifier.account_id)
    await world.insert("history", **of_review)
    await leave_push(world, of_review, decision)


async def leave_referral(world: World, care: Care, author: Actor) -> None:
    """The person was referred, assessed, taken by the location and looked at after they came."""
    referral, assessment, agreement = uuid4(), uuid4(), uuid4()
    of = {"authority_id": care.person.authority_id, "person_id": care.person.id}
    of_both = {**of, "referral_id": referral, "assessment_id": assessment, "location_id": care.location}
    await world.insert(
        "referral",
        **of,
        id=referral,
        hospital_location_id=care.location,
        assessing_location_id=care.location,
        category="care_home",
        state="arrived",
        created_by=author.account_id,
    )
    of_one = {**of, "referral_id": referral, "location_id": care.location}
    await world.insert("referral_home", **of_one, state="accepted")
    await world.insert(
        "assessment",
        **of_one,
        id=assessment,
        state="arrived",
        rating="green",
        submitter_id=author.account_id,
    )
    await world.insert("assessment_rev", **of, id=assessment)
    by = author.account_id
    await world.insert(
        "home_decision", **of_both, outcome="accept", capacity="registered_manager", decided_by=by
    )
    await world.insert("weekend_override", **of, assessment_id=assessment, account_id=by)
    await world.insert("arrival_check", **of_both, checked_by=by, timing="in_time")
    await world.insert("discharge_history", **of, referral_id=referral, subject="referral", account_id=by)
    parties = {"authority_id": care.person.authority_id, "agreement_id": agreement, "version": 1}
    await world.insert(
        "agreement",
        authority_id=care.person.authority_id,
        id=agreement,
        version=1,
        hospital_id=care.organisation,
        created_by=by,
    )
    await world.insert("agreement_home", **parties, location_id=care.location)
    await world.insert("agreement_assessor", **parties, account_id=by, level=2)


async def leave_evidence(world: World, of_review: dict[str, UUID], reviewer: Actor) -> None:
    """A photograph that the review names has come."""
    sha256 = uuid4().bytes * 2
    authority = {"authority_id": of_review["authority_id"]}
    await world.insert("evidence_named", **of_review, sha256=sha256)
    await world.insert("attachment_file", **authority, sha256=sha256, shown_sha256=sha256, scan="clean")
    await world.insert(
        "attachment",
        **authority,
        submission_id=of_review["submission_id"],
        sha256=sha256,
        created_by=reviewer.account_id,
    )


async def leave_push(world: World, of_review: dict[str, UUID], decision: UUID) -> None:
    """A worker has tried to tell the record, and been told to come back."""
    worker = uuid4()
    await world.insert("record_worker", id=worker)
    await world.insert("outbox", **of_review, decision_id=decision)
    message = await world.connection.fetchval("select id from outbox where decision_id = $1", decision)
    await world.insert(
        "push_attempt",
        authority_id=of_review["authority_id"],
        message_id=message,
        worker_id=worker,
        outcome="not_now",
    )


async def leave_feed(world: World, authority: UUID, location: UUID, people: list[PersonRef]) -> None:
    """The tablets of the location have been told of these people."""
    scope = {"authority_id": authority, "scope_id": uuid4()}
    await world.insert("sync_scope", **scope, holder_id=location, **{"class": 0})
    for seq, person in enumerate(people, start=1):
        await world.insert("sync_feed", **scope, seq=seq, entity_id=person.id)


async def leave_op(world: World, care: Care, reviewer: Actor) -> None:
    """`reviewer` has sent something that waits for a person to look at it."""
    op = {
        "authority_id": care.person.authority_id,
        "op_id": uuid4(),
        "account_id": reviewer.account_id,
    }
    await world.insert("op_ledger", **op, status="quarantined")
    body = {**op, "fingerprint": b"as sent"}
    await world.insert("op_body", **body)
    await world.insert("concern", **body, location_id=care.location)
    await world.insert("quarantine", **op, location_id=care.location)
    await world.insert("held_op", **op, location_id=care.location)


async def leave_tablet(world: World, location: UUID, account: Actor) -> UUID:
    """A tablet enrolled at `location`, on which `account` has signed in; answers its id."""
    device, session = uuid4(), uuid4()
    by = {"account_id": account.account_id}
    await world.insert("device", id=device, location_id=location, enrolled_by=account.account_id)
    await world.insert("device_code", location_id=location, created_by=account.account_id)
    await world.insert("session", **by, id=session, device_id=device)
    await world.insert("refresh_token", session_id=session)
    await world.insert("throttle")
    await world.insert("deposit_credential", **by, device_id=device)
    await world.insert("wipe_order", device_id=device, ordered_by=account.account_id)
    await world.insert("device_history", device_id=device)
    await world.insert("served", device_id=device)
    await world.insert("device_skew", device_id=device, skew=timedelta(minutes=1))
    await world.insert("answered_request", **by)
    await world.insert("training", **by)
    return device


async def leave_day_count(world: World, authority: UUID, hospital: UUID) -> None:
    """Somebody waited on the day that was counted."""
    day = {"authority_id": authority, "day": NOON.date()}
    await world.insert("discharge_day", **day)
    await world.insert(
        "discharge_day_count", **day, hospital_location_id=hospital, category="care_home", people=1
    )


async def leave_council(world: World, authority: UUID, location: UUID, provider: UUID, staff: Actor) -> None:
    """`staff` have brought in a file, let a location take part whatever its rating, drafted a policy and questions."""
    await leave_day_count(world, authority, location)
    await world.insert("policy", authority_id=authority, name="routing", made_by=staff.account_id)
    await world.insert(
        "ruleset", authority_id=authority, name="safe-care", version=2, made_by=staff.account_id
    )
    await world.insert("question_set", authority_id=authority, made_by=staff.account_id)
    await world.insert("track_record", authority_id=authority, organisation_id=provider)
    await world.insert("import_run", authority_id=authority, kind="cqc", account_id=staff.account_id)
    await world.insert(
        "location_override", authority_id=authority, location_id=location, decided_by=staff.account_id
    )
