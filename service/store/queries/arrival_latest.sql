-- The newest revisions of submissions that are held already
-- $3 revisions. Not part of the statement that locks: one that had to wait sees no revision that was added meanwhile.
select r.authority_id, r.id, r.body_sha256, r.submitter_role
from unnest($1::uuid[], $2::uuid[], $3::int[]) as t(a, i, r)
join submission_rev r on r.authority_id = t.a and r.id = t.i and r.rev = t.r
