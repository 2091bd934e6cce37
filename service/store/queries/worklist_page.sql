-- A page of submissions
-- A filter that is null lets everything through. The page begins after the place ($11 key, $12 received, $13 id); without
-- a due time an item comes after all that have one.
with item as (
  select s.*, case s.funder when 'council' then 'full' when 'nhs' then 'health' else 'joint' end as queue,
    case $10::text
      when 'due_at' then extract(epoch from coalesce(s.due_at, 'infinity'))
      when '-rating' then -s.risk
      else 0 end as key,
    case $10::text when '-received_at' then -extract(epoch from s.received_at) else extract(epoch from s.received_at) end as received_key
  from submission s
  where s.authority_id = any ($1::uuid[])
    and (cardinality($2::text[]) = 0 or s.state = any ($2))
    and (cardinality($3::text[]) = 0 or s.funder = any ($3))
    and (cardinality($4::text[]) = 0 or s.rating = any ($4))
    and ($5::uuid is null or s.organisation_id = $5)
    and ($6::uuid is null or s.location_id = $6)
    and ($7::text is null or s.form = $7)
    and ($8::timestamptz is null or s.due_at < $8)
    and ($9::text is null or s.reference = $9 or exists (
      select from person_identifier i where i.authority_id = s.authority_id and i.person_id = s.person_id
        and i.system = 'record' and i.value = $9)))
select i.*, p.given_name || ' ' || p.family_name as person_name, l.name as location_name, o.name as organisation_name
from item i
join person p on p.authority_id = i.authority_id and p.id = i.person_id
join location l on l.id = i.location_id
join organisation o on o.id = i.organisation_id
where $13::uuid is null or (i.key, i.received_key, i.id) > ($11::numeric, $12::numeric, $13)
order by i.key, i.received_key, i.id
limit $14
