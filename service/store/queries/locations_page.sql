-- A page of locations by name
-- Of organisations that work with any of the authorities ($1) at a time ($2), with their CQC id on a day ($3), how the
-- Commission has had them, and what these authorities have decided of that. $4 organisation, $5 kind; a filter that is null
-- lets everything through. The page begins after the name and id of $6 and $7.
select l.id, l.name, l.kind, l.postcode, o.id as organisation_id, o.name as organisation_name, (
    select c.cqc_location_id from location_cqc_id c
    where c.location_id = l.id and c.valid_from <= $3 and (c.valid_until is null or c.valid_until > $3)
    order by c.valid_from desc limit 1) as cqc_location_id,
  (select array_agg(distinct w.authority_id order by w.authority_id) from organisation_authority w
   where w.organisation_id = o.id and w.authority_id = any ($1::uuid[])
     and w.valid_from <= $2 and (w.valid_until is null or w.valid_until > $2)) as authority_ids,
  (select coalesce(jsonb_agg(jsonb_build_object('rating', r.rating, 'status', r.status, 'inherited', r.inherited,
     'valid_from', r.valid_from, 'valid_until', r.valid_until)), '[]')
   from location_rating r where r.location_id = l.id) as standings,
  (select coalesce(jsonb_agg(jsonb_build_object('authority_id', v.authority_id, 'valid_from', v.valid_from,
     'valid_until', v.valid_until)), '[]')
   from location_override v
   where v.location_id = l.id and v.withdrawn_at is null and v.authority_id = any ($1::uuid[])) as overrides
from location l join organisation o on o.id = l.organisation_id
where exists (
    select from organisation_authority w
    where w.organisation_id = o.id and w.authority_id = any ($1::uuid[])
      and w.valid_from <= $2 and (w.valid_until is null or w.valid_until > $2))
  and ($4::uuid is null or o.id = $4)
  and ($5::text is null or l.kind = $5)
  and ($7::uuid is null or (l.name, l.id) > ($6::text, $7))
order by l.name, l.id
limit $8
