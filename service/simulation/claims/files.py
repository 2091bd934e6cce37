"""What has to be true of evidence: what a tablet says is sent is there, whole and once, and is counted."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from uuid import UUID

from service.actions.sweeping import sweep
from service.keeping.files import Files
from service.simulation.claims.ending import Ending
from service.simulation.holders import Holder

UPLOADS = """
select a.id, a.submission_id, a.created_by, encode(a.sha256, 'hex') as sha256, a.state,
  exists (select from attachment_file f where f.authority_id = a.authority_id and f.sha256 = a.sha256) as has_file
from attachment a where a.authority_id = $1
"""
FILES = "select encode(sha256, 'hex') as sha256 from attachment_file where authority_id = $1"
EVIDENCE = """
select s.id, count(n.sha256) as named, count(a.sha256) as arrived from submission s
left join evidence_named n on n.authority_id = s.authority_id and n.submission_id = s.id
  and n.rev = coalesce(s.proposed_rev, s.rev)
left join lateral (
  select u.sha256 from attachment u where u.authority_id = n.authority_id and u.submission_id = n.submission_id
    and u.sha256 = n.sha256 and u.state = 'complete' limit 1) a on true
where s.authority_id = $1 group by s.id
"""
UNTIL_EVERYTHING_IS_OLD = timedelta(days=20)
"""Longer than an upload may rest, and than what lies about is left to whoever may still need it."""


def what_a_tablet_says_is_sent_is_there(end: Ending) -> Iterator[str]:
    uploads = {row["id"]: row for row in end.stage.fetch(UPLOADS, end.authority)}
    for holder in end.play.holders:
        for one in holder.attached():
            row = uploads.get(one.id)
            about = f"a file of {holder.name} for {end.review(one.submission_id)}"
            if one.state == "complete" and (row is None or not row["has_file"]):
                yield f"{about} is said to be sent, and is {row['state'] if row else 'nowhere'}"
            if row is not None and row["sha256"] != one.sha256:
                yield f"{about} is another than was sent"
            if one.state == "waiting" and holder in end.signed_in():
                yield f"{about} is never sent"


def nothing_lies_about(end: Ending) -> Iterator[str]:
    """After a sweep there is the content of every file, and nothing else, whatever was cut off."""
    files = Files.of(end.stage.service.settings)
    place = files.objects.place
    if not isinstance(place, Path) or not (mine := _mine(end, place)):
        return
    later = max(end.stage.now, datetime.now(UTC)) + UNTIL_EVERYTHING_IS_OLD
    end.stage.bench.run(sweep(end.stage.service.database, files, later))
    known = {row["sha256"] for row in end.stage.fetch(FILES, end.authority)}
    there = {file.name: file for folder in mine for file in sorted(folder.rglob("*")) if file.is_file()}
    yield from (f"{name} is kept for nobody" for name in sorted(there.keys() - known))
    yield from (f"the file {digest} is gone" for digest in sorted(known - there.keys()))
    for name in sorted(known & there.keys()):
        if sha256(there[name].read_bytes()).hexdigest() != name:
            yield f"the file {name} is not what was sent"
    for folder in mine:
        rmtree(folder)


def evidence_is_counted_right(end: Ending) -> Iterator[str]:
    counted = {row["id"]: (row["named"], row["arrived"]) for row in end.stage.fetch(EVIDENCE, end.authority)}
    for holder in end.signed_in():
        for review, shown in _shown(holder).items():
            if review in counted and shown != counted[review]:
                yield f"{holder.name} shows {shown} of {end.review(review)}, of which {counted[review]} is there"


def _shown(holder: Holder) -> dict[UUID, tuple[int, int]]:
    """Review → (files named, files there), of those that were pulled."""
    return {
        one.id: (one.evidence.named, one.evidence.arrived) if one.evidence else (0, 0)
        for one in holder.shown()
        if one.state is not None
    }


def _mine(end: Ending, place: Path) -> list[Path]:
    """Where this council's files and parts of files are kept."""
    folders = (place / kind / str(end.authority) for kind in ("files", "parts"))
    return [folder for folder in folders if folder.exists()]


CLAIMS = (what_a_tablet_says_is_sent_is_there, evidence_is_counted_right, nothing_lies_about)
