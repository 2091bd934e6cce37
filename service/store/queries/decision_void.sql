-- Void the decisions about earlier revisions
-- A new revision has to be decided anew; what was decided about the last one stays readable.
update decision d set void = true
from unnest($1::uuid[], $2::uuid[], $3::bigint[]) as t(a, s, r)
where d.authority_id = t.a and d.submission_id = t.s and d.rev < t.r and not d.void and d.outcome = 'approved'
