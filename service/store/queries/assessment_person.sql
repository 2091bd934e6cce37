-- Whom a referral is about
-- Every identifier that the person has or had, as far as an arriving assessment has to agree with it.
select p.id, p.given_name || ' ' || p.family_name as name, p.date_of_birth, p.deceased_on, p.review_permitted,
  p.restricted, p.training_data, p.version, p.flags,
  (select coalesce(array_agg(i.value), '{}') from person_identifier i
   where i.authority_id = p.authority_id and i.person_id = p.id and i.system = 'record') as record_ids,
  (select coalesce(array_agg(i.value), '{}') from person_identifier i
   where i.authority_id = p.authority_id and i.person_id = p.id and i.system = 'nhs') as nhs_numbers
from person p where p.authority_id = $1 and p.id = $2
