-- One held op with its body, kept from everybody else until the commit
-- Nothing if it has been seen to meanwhile.
select h.authority_id, h.op_id, h.account_id, h.device_id, h.location_id, h.op, h.skew, b.body, q.reference
from held_op h
join op_ledger l on l.authority_id = h.authority_id and l.op_id = h.op_id
join op_body b on b.authority_id = h.authority_id and b.op_id = h.op_id and b.fingerprint = l.fingerprint and b.account_id = h.account_id
join quarantine q on q.authority_id = h.authority_id and q.op_id = h.op_id
where h.authority_id = $1 and h.op_id = $2 and h.ended_at is null
for update of h
