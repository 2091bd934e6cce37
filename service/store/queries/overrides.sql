-- What councils have decided of a location, the latest first
-- As far as the caller sees that: staff what their authority decided, the location what is decided of it.
select v.id, v.authority_id, v.location_id, v.reason, v.valid_from, v.valid_until, v.decided_at, v.withdrawn_at
from location_override v where v.location_id = $1
order by v.decided_at desc, v.id
limit 200
