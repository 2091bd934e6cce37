-- A page of providers by name
-- Those that work with any of the authorities ($1) at a time ($2); the page begins after the name and id of $3 and $4.
select o.id, o.name, o.cqc_provider_id, array_agg(distinct w.authority_id order by w.authority_id) as authority_ids
from organisation o join organisation_authority w on w.organisation_id = o.id
where o.kind = 'provider' and w.authority_id = any ($1::uuid[])
  and w.valid_from <= $2 and (w.valid_until is null or w.valid_until > $2)
  and ($4::uuid is null or (o.name, o.id) > ($3::text, $4))
group by o.id
order by o.name, o.id
limit $5
