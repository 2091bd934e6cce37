-- Add packages
-- Each with the person, location and funder of its row.
insert into package (authority_id, id, person_id, location_id, reference, funder, hours_per_week, outcomes, version, updated_at)
select $1, id, person_id, location_id, reference, funder, hours_per_week, outcomes, version, $3
from jsonb_to_recordset($2::jsonb) as r(
  id uuid, person_id uuid, location_id uuid, reference text, funder text, hours_per_week numeric, outcomes jsonb, version int)
