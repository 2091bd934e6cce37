"""What has to be true of reviews, of what was decided about them, and of what the record was told.

The first three hold of assessments as well.
"""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from schemas.sync import DRAFT, WITH_ANSWERS
from service.simulation.claims.ending import Ending

APPROVALS = "select submission_id, rev from decision where authority_id = $1 and outcome = 'approved'"
MESSAGES = """
select o.submission_id, o.rev, o.message, o.state from outbox o where o.authority_id = $1 and o.state <> 'withheld'
  and o.submission_id is not null
"""


def nothing_is_lost(end: Ending) -> Iterator[str]:
    """Every op that was ever finished has a stored outcome, or is still in the outbox of its tablet."""
    for holder in end.play.holders:
        pending = {work.op.op_id for work in holder.pending()}
        gone = holder.destroyed | holder.given_up
        for op, review in holder.finished.items():
            if op not in end.ops.keys() | pending | gone:
                yield f"work of {holder.name} on {end.review(review)} is nowhere"


def every_outcome_has_its_effect(end: Ending) -> Iterator[str]:
    """Outcome and effect are there both, or neither; the same work of two tablets has one effect."""
    there = {(row["id"], row["sha256"]) for row in end.revisions}
    handed_in = {op: sha256 for holder in end.play.holders for op, sha256 in holder.handed_in.items()}
    for row in end.ops.values():
        about = f"{row['kind']} of {end.review(row['entity_id'])}"
        if row["status"] == "claimed":
            yield f"{about} was claimed and never settled"
        is_for_others = row["kind"] != DRAFT
        if is_for_others and row["status"] in ("conflict", "held", "quarantined") and not row["has_body"]:
            yield f"{about} is {row['status']}, and its bytes are gone"
        if row["status"] == "accepted" and row["kind"] == "submit" and not row["is_there"]:
            yield f"{about} was accepted, and there is no revision of it"
        answers = (row["entity_id"], handed_in.get(row["op_id"]))
        if row["status"] == "accepted" and row["kind"] in WITH_ANSWERS and answers not in there:
            yield f"{about} was accepted, and its answers are in no revision"
    for row in end.revisions:
        if row["op_id"] not in end.ops:
            yield f"revision {row['rev']} of {end.review(row['id'])} came with an op that nobody knows of"


def nothing_is_there_twice(end: Ending) -> Iterator[str]:
    for row in end.ops.values():
        if row["revisions"] > 1:
            yield f"one op made {row['revisions']} revisions of {end.review(row['entity_id'])}"
    for review, revs in end.revs().items():
        if revs != list(range(1, len(revs) + 1)):
            yield f"the revisions of {end.review(review)} are {revs}"
    for holder in end.signed_in():
        for review, times in Counter(one.id for one in holder.shown()).items():
            if times > 1:
                yield f"{holder.name} shows {end.review(review)} {times} times"


def only_seen_revisions_were_approved(end: Ending) -> Iterator[str]:
    asked = set().union(*(office.approved for office in end.play.verifiers))
    for row in end.stage.fetch(APPROVALS, end.authority):
        if (row["submission_id"], row["rev"]) not in asked:
            yield f"revision {row['rev']} of {end.review(row['submission_id'])} was approved by nobody who saw it"


def the_record_has_every_approval_once(end: Ending) -> Iterator[str]:
    effects = Counter(end.stage.record.effects.values())
    for about, times in effects.items():
        if times > 1:
            yield f"the record has {about[1]} of {end.review(UUID(about[0]))} {times} times"
    for row in end.stage.fetch(MESSAGES, end.authority):
        known = (str(row["submission_id"]), row["message"], row["rev"]) in effects
        if not known or row["state"] != "sent":
            message = f"{row['message']} of {end.review(row['submission_id'])}"
            yield f"{message} is {row['state']}, and known there: {known}"


CLAIMS = (
    nothing_is_lost,
    every_outcome_has_its_effect,
    nothing_is_there_twice,
    only_seen_revisions_were_approved,
    the_record_has_every_approval_once,
)
