-- The names that go with a submission
-- Kept out of the submission itself, which names nobody.
select p.given_name || ' ' || p.family_name as person_name, l.name as location_name, o.name as organisation_name
from submission s join person p on p.authority_id = s.authority_id and p.id = s.person_id
join location l on l.id = s.location_id join organisation o on o.id = s.organisation_id
where s.authority_id = $1 and s.id = $2
