"""What a schedule has left: in the database, on the tablets, and of all that was asked and answered."""

from uuid import UUID

import httpx
from asyncpg import Record

from service.simulation.holders import Holder
from service.simulation.play import Play

WRITTEN = """
(select authority_id, id, rev, op_id, submitter_id, body_sha256, findings, accepted_by is not null as by_staff
 from submission_rev
 union all
 select authority_id, id, rev, op_id, submitter_id, body_sha256, findings, submitter_role = 'accepted_by_staff'
 from assessment_rev)
"""
"""Every revision there is, of reviews and of assessments."""
OPS = f"""
select l.op_id, l.status, l.entity_id, l.kind,
  (select count(*) from {WRITTEN} r where r.authority_id = l.authority_id and r.op_id = l.op_id) as revisions,
  exists (select from {WRITTEN} r join op_ledger o on o.authority_id = r.authority_id and o.op_id = r.op_id
    where r.authority_id = l.authority_id and r.id = l.entity_id and o.fingerprint = l.fingerprint) as is_there,
  exists (select from op_body b where b.authority_id = l.authority_id and b.op_id = l.op_id) as has_body
from op_ledger l where l.authority_id = $1
"""  # noqa: S608 - our own words
REVISIONS = f"""
select r.id, r.rev, r.op_id, encode(r.body_sha256, 'hex') as sha256 from {WRITTEN} r
where r.authority_id = $1 order by r.id, r.rev
"""  # noqa: S608 - as above
REACHED = """
select s.id, s.version, s.state, coalesce(s.rev, 0) as rev from submission s
where s.authority_id = $1 and exists (
  select from access_grant g where g.authority_id = s.authority_id and g.person_id = s.person_id and g.holder_id = $2
    and g.valid_from <= $3 and (g.valid_until is null or g.valid_until > $3))
"""


class Ending:
    """The end of one schedule, as the claims look at it."""

    def __init__(self, play: Play) -> None:
        self.play, self.stage = play, play.stage
        self.authority = play.town.authority
        self.ops = {row["op_id"]: row for row in self.stage.fetch(OPS, self.authority)}
        self.revisions = self.stage.fetch(REVISIONS, self.authority)

    def signed_in(self) -> list[Holder]:
        """Whose tablet is served."""
        return [holder for holder in self.play.holders if self.play.is_served(holder)]

    def reached(self, holder: Holder) -> list[Record]:
        return self.stage.fetch(REACHED, self.authority, self.place(holder), self.stage.now)

    def place(self, holder: Holder) -> UUID:
        return self.play.place(holder)

    def revs(self) -> dict[UUID, list[int]]:
        revs: dict[UUID, list[int]] = {}
        for row in self.revisions:
            revs.setdefault(row["id"], []).append(row["rev"])
        return revs

    def latest(self, review: UUID) -> int:
        return max(self.revs()[review])

    def review(self, review: UUID) -> str:
        """A review as the trace counts them, or an assessment."""
        for kind, known in (("review", self.play.reviews), ("assessment", self.play.assessments)):
            if review in known:
                return f"{kind} {known.index(review)}"
        return "a review that nobody handed in"


def unpacked(request: httpx.Request) -> bytes:
    """What was asked, as it was before it was packed."""
    return httpx.Response(200, headers=request.headers, content=request.content).read()
