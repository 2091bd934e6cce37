"""What has to be true of corrections, and of what the record knows of them."""

from collections import Counter
from collections.abc import Iterator

from asyncpg import Record

from service.simulation.claims.ending import Ending
from workflows import corrections

CORRECTIONS = """
select submission_id, number, state, rev, requested_at from correction where authority_id = $1
order by submission_id, number
"""
STANDING = (
    "select id, state, rev from submission where authority_id = $1 and withheld_since is null order by id"
)


def one_request_has_one_effect(end: Ending) -> Iterator[str]:
    requests = [row for row in end.ops.values() if row["kind"] == "request_correction"]
    taken = Counter(row["entity_id"] for row in requests if row["status"] == "accepted")
    kept = Counter(row["submission_id"] for row in _corrections(end) if row["requested_at"] is not None)
    for review in sorted(taken.keys() | kept.keys()):
        if taken[review] != kept[review]:
            yield f"of {end.review(review)} {taken[review]} requests were taken, and {kept[review]} are kept"


def the_record_has_what_was_approved(end: Ending) -> Iterator[str]:
    """In the end nothing is on its way any more: what stands as recorded is known there at that revision."""
    known = set(end.stage.record.effects.values())
    for row in end.stage.fetch(STANDING, end.authority):
        if row["state"] == "approved":
            yield f"{end.review(row['id'])} is approved, and nobody tells the record"
        if row["state"] == "recorded" and (str(row["id"]), "approved", row["rev"]) not in known:
            yield f"{end.review(row['id'])} is recorded at {row['rev']}, and the record doesn't know"


def the_record_knows_of_every_correction(end: Ending) -> Iterator[str]:
    """It is told that what it has was opened for a correction, and that one which it knows of has ended."""
    known = set(end.stage.record.effects.values())
    for row in _corrections(end):
        about, number, rev = str(row["submission_id"]), row["number"], row["rev"]
        opened = (about, corrections.opened(number), rev) in known
        has_it = (about, "approved", rev) in known
        if row["state"] in ("open", "amended") and has_it and not opened:
            yield f"the record wasn't told that {end.review(row['submission_id'])} was opened for a correction"
        if opened and (row["state"] == "unchanged") != ((about, corrections.closed(number), rev) in known):
            yield f"the record doesn't know how the correction of {end.review(row['submission_id'])} ended"


def _corrections(end: Ending) -> list[Record]:
    return end.stage.fetch(CORRECTIONS, end.authority)


CLAIMS = (one_request_has_one_effect, the_record_has_what_was_approved, the_record_knows_of_every_correction)
