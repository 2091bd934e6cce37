-- The submissions that arriving work builds on, held until the commit
-- With the digest and the author's role of each one's newest revision, one that waits to be taken in included.
with held as materialized (
  select s.* from submission s
  where (s.authority_id, s.id) in (select * from unnest($1::uuid[], $2::uuid[]))
  order by s.authority_id, s.id
  for no key update of s)
select h.*, r.body_sha256 as latest_sha256, r.submitter_role as latest_role
from held h join submission_rev r
  on r.authority_id = h.authority_id and r.id = h.id and r.rev = coalesce(h.proposed_rev, h.rev)
