-- Where a tablet is or will be
-- A location with what decides who looks after its tablets: its organisation, and the authorities that this works with.
-- $1 location, $2 time.
select l.id as location_id, l.organisation_id,
  (select coalesce(array_agg(distinct w.authority_id), '{}') from organisation_authority w
   where w.organisation_id = l.organisation_id and w.valid_from <= $2 and (w.valid_until is null or w.valid_until > $2)
  ) as authority_ids
from location l where l.id = $1
