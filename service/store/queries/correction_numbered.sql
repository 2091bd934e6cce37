-- One correction of a submission
-- $3 its number, from 1.
select * from correction where authority_id = $1 and submission_id = $2 and number = $3
