-- End corrections by the author's next revision
-- (authority, submission, when it came). The submissions are held.
update correction c set state = 'amended', ended_at = t.at
from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as t(a, i, at)
where c.authority_id = t.a and c.submission_id = t.i and c.state = 'open'
