-- One quarantined op, held until it is seen to
-- With what its author sent it as, so that it can be filed as theirs.
select q.*, l.base_rev, l.device_seq, l.made_at
from quarantine q join op_ledger l on l.authority_id = q.authority_id and l.op_id = q.op_id
where q.authority_id = any ($1::uuid[]) and q.op_id = $2
for no key update of q
