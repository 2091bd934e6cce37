-- Keep the answers to questions of verifiers
-- (authority, question, answer, who, when). Each is answered once; their submissions are held.
update submission_query q set answer = t.answer, answered_by = t.who, answered_at = t.at
from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[]) as t(a, i, answer, who, at)
where q.authority_id = t.a and q.id = t.i and q.answered_at is null
