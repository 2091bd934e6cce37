-- People as a tablet holds them
-- As JSON text, ready to be sent.
select p.authority_id, p.id, json_strip_nulls(json_build_object(
  'id', p.id, 'authority_id', p.authority_id, 'name', p.given_name || ' ' || p.family_name,
  'date_of_birth', p.date_of_birth,
  'nhs_number', (select i.value from person_identifier i where i.authority_id = p.authority_id and i.person_id = p.id
                 and i.system = 'nhs' and i.valid_until is null limit 1),
  'record_id', (select i.value from person_identifier i where i.authority_id = p.authority_id and i.person_id = p.id
                and i.system = 'record' and i.valid_until is null limit 1),
  'postcode', p.postcode, 'flags', p.flags, 'next_review_due', p.next_review_due,
  'review_permission_ref', p.review_permission_ref,
  'packages', (select coalesce(json_agg(k.id order by k.id), '[]') from package k
               where k.authority_id = p.authority_id and k.person_id = p.id and k.location_id = $3)
))::text as body
from unnest($1::uuid[], $2::uuid[]) as t(a, i) join person p on p.authority_id = t.a and p.id = t.i
