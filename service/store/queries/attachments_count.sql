-- How many attachments a submission has or is about to have
-- Of those that the actor sees, what was not taken or taken back left out.
select count(*) from attachment
where authority_id = $1 and submission_id = $2 and state in ('receiving', 'complete')
