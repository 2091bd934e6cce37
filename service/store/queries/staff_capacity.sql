-- In what capacity somebody works or worked
-- With the names of the organisation and of the location, if it is at one alone.
select m.id, m.role, m.valid_from, m.valid_until, o.id as organisation_id, o.name as organisation_name,
  l.id as location_id, l.name as location_name
from membership m join organisation o on o.id = m.organisation_id left join location l on l.id = m.location_id
where m.id = $1
