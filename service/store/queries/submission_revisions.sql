-- Revisions of a submission, newest first
-- $3: only those below this number; $4: how many.
select * from submission_rev where authority_id = $1 and id = $2 and rev < $3::bigint order by rev desc limit $4
