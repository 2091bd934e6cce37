-- Write what a caseload says about packages that are known
-- The version rises, by which tablets learn of it.
update package k
set location_id = r.location_id, funder = r.funder, hours_per_week = r.hours_per_week, outcomes = r.outcomes,
  version = r.version, updated_at = $3
from jsonb_to_recordset($2::jsonb) as r(
  id uuid, location_id uuid, funder text, hours_per_week numeric, outcomes jsonb, version int)
where k.authority_id = $1 and k.id = r.id
