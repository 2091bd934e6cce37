-- Write down what staff made of a quarantined op
-- Its version rises, by which the tablet learns of it.
update quarantine set state = $3, resolved_by = $4, resolved_at = $5, reason = $6, submission_rev = $7, version = version + 1
where authority_id = $1 and op_id = $2
returning version
