-- How verifiers rated a submission themselves, oldest first
-- $1 authority, $2 submission; of every revision.
select rev, rating, before, reason, verifier_id, made_at from verifier_rating
where authority_id = $1 and submission_id = $2 order by made_at, id
