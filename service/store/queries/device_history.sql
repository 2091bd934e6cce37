-- What a tablet went through, newest first
-- $1 the tablet; before the change $2 if there was a page before; $3 at most.
select h.id, h.from_state, h.to_state, h.reason, h.account_id, a.name as account_name, h.at
from device_history h left join account a on a.id = h.account_id
where h.device_id = $1 and ($2::bigint is null or h.id < $2)
order by h.id desc limit $3
