-- A page of people
-- $1 authorities, $2 a whole identifier or reference, $3 systems of such identifiers, $4 patterns that a name has to match,
-- $5 a pattern of the postcode, $6 due before, $7 location, $8 order, $9 to $12 the place after which the page begins.
-- A filter that is null lets everything through. Who has no review due comes after all who have one.
with line as (
  select p.*, coalesce(p.next_review_due, 'infinity') as due,
    case $8::text when 'name' then lower(p.family_name || ' ' || p.given_name) else '' end as key
  from person p
  where p.authority_id = any ($1::uuid[])
    and ($2::text is null
      or exists (select from person_identifier i where i.authority_id = p.authority_id and i.person_id = p.id
                 and i.system = any ($3::text[]) and i.value = $2)
      or exists (select from package k where k.authority_id = p.authority_id and k.person_id = p.id and k.reference = $2)
      or lower(p.given_name || ' ' || p.family_name) like all ($4::text[])
      or p.postcode like $5::text)
    and ($6::date is null or p.next_review_due < $6)
    and ($7::uuid is null or exists (
      select from package k where k.authority_id = p.authority_id and k.person_id = p.id and k.location_id = $7))),
page as (
  select * from line
  where $12::uuid is null or (key, due, authority_id, id) > ($9::text, $10::date, $11::uuid, $12)
  order by key, due, authority_id, id
  limit $13)
select page.id, page.authority_id, page.given_name || ' ' || page.family_name as name, page.date_of_birth, page.flags,
  page.next_review_due, page.key, page.due, (
    select i.value from person_identifier i
    where i.authority_id = page.authority_id and i.person_id = page.id and i.system = 'record' and i.valid_until is null
  ) as record_id, (
    select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'reference', k.reference, 'funder', k.funder,
      'hours_per_week', k.hours_per_week, 'location', jsonb_build_object('id', l.id, 'name', l.name)) order by k.reference), '[]')
    from package k join location l on l.id = k.location_id
    where k.authority_id = page.authority_id and k.person_id = page.id) as packages
from page
order by key, due, authority_id, id
