-- How many submissions there are of what
-- Through the same filters as a page, over all pages.
select state_as_seen(s) as state, s.queue, rating_as_seen(s) as rating, count(*) as n
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
  and ($11::boolean is null or (s.elements_not_met > 0) = $11)
group by 1, s.queue, 3
