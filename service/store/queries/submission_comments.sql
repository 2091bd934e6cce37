-- What verifiers said about a submission, oldest first
-- Of all revisions, each with the one it was said of.
select pointer, text, rev, made_at from comment where authority_id = $1 and submission_id = $2 order by made_at, id
