-- Keep an op that waits for others
-- $8 names what is missing: ops, or a submission of which a revision is.
insert into held_op (authority_id, op_id, account_id, device_id, location_id, op, skew, waits_for, held_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
