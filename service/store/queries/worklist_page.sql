-- A page of submissions
-- A filter that is null or empty lets everything through. The page begins after the place ($13 key, $14 received, $15 id);
-- times are compared in microseconds, and what is not due at any time comes after all that is.
with item as (
  select s.*, withheld_from_actor(s) as withheld, rating_as_seen(s) as rating_as_seen,
    case $12::text
      when 'due_at' then coalesce((extract(epoch from s.due_at) * 1000000)::bigint, 9223372036854775807)
      when '-rating' then -s.risk
      else 0 end as key,
    case $12::text when '-received_at' then -1 else 1 end * (extract(epoch from s.received_at) * 1000000)::bigint as received
  from submission s
  where s.authority_id = any ($1::uuid[])
    and (cardinality($2::text[]) = 0 or (s.state = any ($2) or s.withheld_since is not null) and state_as_seen(s) = any ($2)
      or 'correction_requested' = any ($2) and s.correction_requested_at is not null and not withheld_from_actor(s))
    and (cardinality($3::text[]) = 0 or s.queue = any ($3))
    and (cardinality($4::text[]) = 0 or rating_as_seen(s) = any ($4))
    and ($5::uuid is null or s.organisation_id = $5)
    and ($6::uuid is null or s.location_id = $6)
    and ($7::text is null or s.form = $7)
    and ($8::timestamptz is null or s.due_at < $8)
    and ($10::text is null or s.reference = $9::text or exists (
      select from person_identifier i where i.authority_id = s.authority_id and i.person_id = s.person_id
        and i.system = 'record' and i.value = $10))
    and ($11::boolean is null or (s.elements_not_met > 0) = $11))
select i.*, p.given_name || ' ' || p.family_name as person_name, l.name as location_name, o.name as organisation_name,
  (select v.routing from submission_rev v where v.authority_id = i.authority_id and v.id = i.id and v.rev = i.rev) as routing
from item i
join person p on p.authority_id = i.authority_id and p.id = i.person_id
join location l on l.id = i.location_id
join organisation o on o.id = i.organisation_id
where $15::uuid is null or (i.key, i.received, i.id) > ($13::bigint, $14::bigint, $15)
order by i.key, i.received, i.id
limit $16
