-- One person whole
-- With every identifier there is or was, and the packages.
select p.id, p.authority_id, p.given_name || ' ' || p.family_name as name, p.date_of_birth, p.postcode, p.flags,
  p.next_review_due, p.deceased_on, p.restricted, p.review_permitted, p.review_permission_ref, (
    select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('system', i.system, 'value', i.value,
      'valid_from', to_char(i.valid_from at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'valid_until', to_char(i.valid_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
      order by i.system, i.valid_from), '[]')
    from person_identifier i where i.authority_id = p.authority_id and i.person_id = p.id) as identifiers, (
    select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'reference', k.reference, 'funder', k.funder,
      'hours_per_week', k.hours_per_week, 'location', jsonb_build_object('id', l.id, 'name', l.name)) order by k.reference), '[]')
    from package k join location l on l.id = k.location_id
    where k.authority_id = p.authority_id and k.person_id = p.id) as packages
from person p
where p.authority_id = any ($1::uuid[]) and p.id = $2
order by p.authority_id
limit 1
