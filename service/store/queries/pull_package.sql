-- Care packages as a tablet holds them
-- As JSON text, ready to be sent.
select k.authority_id, k.id, json_strip_nulls(json_build_object(
  'id', k.id, 'authority_id', k.authority_id, 'person_id', k.person_id, 'location_id', k.location_id, 'funder', k.funder,
  'visits', k.visits, 'hours_per_week', k.hours_per_week, 'outcomes', k.outcomes,
  'review_permission_ref', k.review_permission_ref))::text as body
from unnest($1::uuid[], $2::uuid[]) as t(a, i) join package k on k.authority_id = t.a and k.id = t.i
