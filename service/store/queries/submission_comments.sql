-- What verifiers said about a submission, oldest first
select pointer, text, rev, made_at from comment where authority_id = $1 and submission_id = $2 order by made_at, id
