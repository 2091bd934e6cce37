-- The packages that arriving work names
-- With their person, every identifier the person has or had, and the ids by which the CQC knows or knew the location.
select k.authority_id, k.id, k.funder, k.location_id, l.organisation_id, k.starts_on, l.kind as location_kind,
  (select coalesce(array_agg(c.cqc_location_id), '{}') from location_cqc_id c where c.location_id = k.location_id) as cqc_location_ids,
  p.id as person_id, p.given_name || ' ' || p.family_name as person_name, p.date_of_birth, p.deceased_on, p.review_permitted,
  (select coalesce(array_agg(i.value), '{}') from person_identifier i
   where i.authority_id = p.authority_id and i.person_id = p.id and i.system = 'record') as record_ids,
  (select coalesce(array_agg(i.value), '{}') from person_identifier i
   where i.authority_id = p.authority_id and i.person_id = p.id and i.system = 'nhs') as nhs_numbers
from unnest($1::uuid[], $2::uuid[]) as t(a, i)
join package k on k.authority_id = t.a and k.id = t.i
join person p on p.authority_id = k.authority_id and p.id = k.person_id
join location l on l.id = k.location_id
