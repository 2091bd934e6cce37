"""What has to be true of drafts: they follow their author from tablet to tablet, and nobody else."""

from collections.abc import Iterator
from uuid import UUID

import msgspec

from schemas.base import decode
from schemas.pulls import PullAnswer
from service.simulation.claims.ending import Ending
from service.simulation.holders import Holder

DRAFTS = """
select d.id, d.base_rev, d.body, d.device_id, d.device_seq, a.username
from draft d join account a on a.id = d.account_id where d.authority_id = $1 and d.body is not null
"""
PUT_BEFORE_OTHERS = """
select l.op_id from op_ledger l where l.authority_id = $1 and l.kind = 'save_draft' and (
  exists (select from op_body b where b.authority_id = l.authority_id and b.op_id = l.op_id)
  or exists (select from quarantine q where q.authority_id = l.authority_id and q.op_id = l.op_id))
"""


def no_draft_that_was_kept_is_lost(end: Ending) -> Iterator[str]:
    """It may have been gone on with, begun anew from what went before it, or thrown away; never as it was before."""
    for holder in end.play.holders:
        for op, (draft, words) in holder.written.items():
            kept = _kept_for(end, holder.makers[op])
            if draft in _thrown_away(end):
                continue
            if op not in end.ops or end.ops[op]["status"] != "accepted" or draft in end.revs():
                continue
            if draft not in kept:
                yield f"a draft of {holder.name} is gone, and nobody handed it in"
            elif words != kept[draft] and words.startswith(kept[draft]):
                yield f"a draft of {holder.name} is kept without the words that it was gone on with"


def what_a_tablet_threw_away_is_not_kept_as_it_was(end: Ending) -> Iterator[str]:
    """Once the service has taken that; its author may have gone on with it on another tablet."""
    kept = {row["id"]: row for row in end.stage.fetch(DRAFTS, end.authority)}
    for holder in end.play.holders:
        for draft, op in holder.thrown_away.items():
            row = kept.get(draft)
            from_here = row is not None and row["device_id"] == holder.seat.device_id
            is_older = op is None or (op.op_id in end.ops and row and row["device_seq"] < op.device_seq)
            if from_here and is_older:
                yield f"a draft that was thrown away on {holder.name} is there again"


def every_tablet_shows_the_newest_draft(end: Ending) -> Iterator[str]:
    """Where it has nothing of the kind to send any more, and can't have been refused any."""
    for holder in end.signed_in():
        pending = {work.op.entity_id for work in holder.pending()}
        kept, shown = _kept_for(end, holder.username), holder.drafts()
        for draft in sorted((kept.keys() | shown.keys()) - pending - end.revs().keys()):
            has, shows = kept.get(draft), shown.get(draft)
            if has != shows:
                yield f"{holder.name} shows {shows!r} of a draft, and what is kept of it is {has!r}"


def a_draft_that_was_handed_in_is_gone_everywhere(end: Ending) -> Iterator[str]:
    for row in end.stage.fetch(DRAFTS, end.authority):
        if row["id"] in end.revs() and not row["base_rev"]:
            yield f"the draft of {end.review(row['id'])} is still kept"
    for holder in end.signed_in():
        refused = {work.op.entity_id for work in holder.pending()}
        for draft in sorted((holder.drafts().keys() & end.revs().keys()) - refused):
            yield f"{holder.name} still shows the draft of {end.review(draft)}"


def a_draft_is_its_authors_alone(end: Ending) -> Iterator[str]:
    for row in end.stage.fetch(PUT_BEFORE_OTHERS, end.authority):
        yield f"{row['op_id']} is a draft, and is kept where others see it"
    for holder in end.play.holders:
        own = {draft for username in holder.users for draft in _written_by(end, username)}
        if strange := _told_of(holder) - own:
            yield f"{holder.name} was told of {len(strange)} drafts of others"


def _kept_for(end: Ending, username: str) -> dict[UUID, str]:
    rows = end.stage.fetch(DRAFTS, end.authority)
    return {
        row["id"]: msgspec.json.decode(row["body"])["person_views"]
        for row in rows
        if row["username"] == username
    }


def _thrown_away(end: Ending) -> set[UUID]:
    return {draft for holder in end.play.holders for draft in holder.thrown_away}


def _written_by(end: Ending, username: str) -> set[UUID]:
    return {
        one.draft
        for holder in end.play.holders
        for op, one in holder.written.items()
        if holder.makers[op] == username
    }


def _told_of(holder: Holder) -> set[UUID]:
    exchanges = holder.line.carrier.exchanges
    pulls = [one for one in exchanges if one.path == "/v1/sync/pull" and one.answer.is_success]
    rows = [row for one in pulls for row in decode(one.content(), PullAnswer).rows]
    return {UUID(row.id) for row in rows if row.kind == "draft"}


CLAIMS = (
    no_draft_that_was_kept_is_lost,
    what_a_tablet_threw_away_is_not_kept_as_it_was,
    every_tablet_shows_the_newest_draft,
    a_draft_that_was_handed_in_is_gone_everywhere,
    a_draft_is_its_authors_alone,
)
