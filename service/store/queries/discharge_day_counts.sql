-- How many waited on days that were counted
-- $1 authorities, $2 hospital or null for all, $3 and $4 the first and the last day.
select c.day, c.hospital_location_id, l.name as hospital_name, c.category, c.pathway, sum(c.people)::int as people
from discharge_day_count c join location l on l.id = c.hospital_location_id
where c.authority_id = any ($1::uuid[]) and c.day between $3 and $4
  and ($2::uuid is null or c.hospital_location_id = $2)
group by c.day, c.hospital_location_id, l.name, c.category, c.pathway
order by c.day, l.name, c.hospital_location_id, c.category, c.pathway
