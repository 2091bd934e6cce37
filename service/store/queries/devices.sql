-- Tablets by name
-- Those in the actor's sight; $1 one of them only, or null; after the name $2 and id $3 if there was a page before; $4 at most.
select d.id, d.name, l.id as location_id, l.name as location_name, d.state, d.state_since, d.state_reason, d.version,
  d.enrolled_at, d.last_seen_at,
  (select k.skew from device_skew k where k.device_id = d.id order by k.seen_at desc limit 1) as clock_skew
from device d join location l on l.id = d.location_id
where ($1::uuid is null or d.id = $1) and ($2::text is null or (d.name, d.id) > ($2, $3::uuid))
order by d.name, d.id limit $4
