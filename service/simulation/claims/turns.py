"""What has to be true of tablets that people share, and of work that was finished on one that was away too long."""

from collections.abc import Iterator

from service.simulation.claims.ending import WRITTEN, Ending

ACCOUNTS = "select id, username from account where username = any ($1)"
SENT = f"""
select l.op_id, l.entity_id, l.account_id, r.submitter_id from op_ledger l
left join {WRITTEN} r on r.authority_id = l.authority_id and r.op_id = l.op_id where l.authority_id = $1
"""  # noqa: S608 - our own words
MARKED = f"""
select r.op_id, r.id, r.findings::text like '%made-outside-lease%' as marked from {WRITTEN} r
where r.authority_id = $1
"""  # noqa: S608 - as above


def each_ones_work_is_their_own(end: Ending) -> Iterator[str]:
    """Whoever was signed in when it was sent: it is in the name of the one who made it."""
    usernames = [seat.username for seat in end.play.town.seats]
    names = {row["id"]: row["username"] for row in end.stage.fetch(ACCOUNTS, usernames)}
    makers = {op: maker for holder in end.play.holders for op, maker in holder.makers.items()}
    for row in end.stage.fetch(SENT, end.authority):
        maker = makers.get(row["op_id"])
        said = {names.get(row[name]) for name in ("account_id", "submitter_id") if row[name]}
        if maker is not None and said != {maker}:
            yield f"somebody's work on {end.review(row['entity_id'])} is in another name"


def nobody_sees_anothers_drafts(end: Ending) -> Iterator[str]:
    for holder in end.signed_in():
        for draft in holder.tablet.drafts():
            if holder.begun.get(draft["submission_id"], holder.username) != holder.username:
                yield f"{holder.name} shows somebody what another has begun"


def late_work_is_marked(end: Ending) -> Iterator[str]:
    """What was finished outside of a lease says so, and nothing else does."""
    late = {op for holder in end.play.holders for op in holder.late}
    for holder in end.play.holders:
        yield from (f"late work on {holder.name} doesn't say so" for _ in holder.surely_late - holder.late)
    for row in end.stage.fetch(MARKED, end.authority):
        if row["marked"] != (row["op_id"] in late):
            yield f"{end.review(row['id'])}: late {row['op_id'] in late}, marked {row['marked']}"


CLAIMS = (each_ones_work_is_their_own, nobody_sees_anothers_drafts, late_work_is_marked)
