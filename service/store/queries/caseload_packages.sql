-- The packages that a caseload names, by reference
-- As they are now, to be compared with what the file says.
select k.id, k.person_id, k.location_id, k.reference, k.funder, k.hours_per_week, k.outcomes, k.version
from package k
where k.authority_id = $1 and k.reference = any ($2::text[])
