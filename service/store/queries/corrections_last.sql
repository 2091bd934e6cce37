-- The newest correction of each submission
-- By (authority, submission); what was never corrected has none.
select distinct on (c.authority_id, c.submission_id) c.*
from unnest($1::uuid[], $2::uuid[]) as t(a, i) join correction c on c.authority_id = t.a and c.submission_id = t.i
order by c.authority_id, c.submission_id, c.number desc
