-- What the record has to know of a submission beside its answers
-- $3 the moment at which the person's numbers hold.
select a.gss_code as council, p.given_name || ' ' || p.family_name as name, p.date_of_birth, p.training_data,
  o.name as organisation, l.name as location,
  (select i.value from person_identifier i
   where i.authority_id = s.authority_id and i.person_id = s.person_id and i.system = 'record'
     and i.valid_from <= $3 and (i.valid_until is null or i.valid_until > $3)
   order by i.valid_from desc limit 1) as record_id,
  (select i.value from person_identifier i
   where i.authority_id = s.authority_id and i.person_id = s.person_id and i.system = 'nhs'
     and i.valid_from <= $3 and (i.valid_until is null or i.valid_until > $3)
   order by i.valid_from desc limit 1) as nhs_number
from submission s
join authority a on a.id = s.authority_id
join person p on p.authority_id = s.authority_id and p.id = s.person_id
join organisation o on o.id = s.organisation_id
join location l on l.id = s.location_id
where s.authority_id = $1 and s.id = $2
