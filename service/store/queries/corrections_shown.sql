-- The corrections of a submission, oldest first
-- Of each what was said and done; who did it stands in the history.
select * from correction where authority_id = $1 and submission_id = $2 order by number
