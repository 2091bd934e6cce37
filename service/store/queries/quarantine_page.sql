-- Quarantined work, oldest first
-- $1 authorities, $2 state; after the place ($3 received, $4 op); $5 how many.
select q.*, l.base_rev, b.body, a.name as account_name, p.name as location_name,
  h.waits_for, h.expires_at
from quarantine q
join op_ledger l on l.authority_id = q.authority_id and l.op_id = q.op_id
join op_body b on b.authority_id = q.authority_id and b.op_id = q.op_id and b.fingerprint = l.fingerprint and b.account_id = q.account_id
join location p on p.id = q.location_id
left join account a on a.id = q.account_id
left join held_op h on q.state = 'held' and h.authority_id = q.authority_id and h.op_id = q.op_id
where q.authority_id = any ($1::uuid[]) and q.state = $2
  and ($4::uuid is null or (q.received_at, q.op_id) > ($3::timestamptz, $4))
order by q.received_at, q.op_id
limit $5
