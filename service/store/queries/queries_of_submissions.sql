-- What verifiers asked about submissions, oldest first
-- By (authority, submission), with the answers that came.
select q.* from unnest($1::uuid[], $2::uuid[]) as t(a, i)
join submission_query q on q.authority_id = t.a and q.submission_id = t.i
order by q.authority_id, q.submission_id, q.asked_at, q.id
