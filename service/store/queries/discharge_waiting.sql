-- How many wait to leave hospital at a moment
-- $1 authorities, $2 hospital or null for all, $3 the moment. Also of those whom the caller doesn't reach.
select c.*, l.name as hospital_name
from discharge_waiting($1, $2, $3) c join location l on l.id = c.hospital_location_id
order by l.name, c.hospital_location_id, c.category, c.pathway
