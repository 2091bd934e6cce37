-- The places of care that work with an authority ($1) at a time ($2), by the id that the Commission knows them by now
-- With the newest row of how they stand; all of it null where nothing is known of that.
select l.id, l.name, l.postcode, c.cqc_location_id, c.valid_from as known_by_it_since,
  l.id as location_id, r.rating, r.status, r.inherited, r.published_on, r.source, r.file_date, r.valid_from, r.valid_until
from location l
join location_cqc_id c on c.location_id = l.id and c.valid_until is null
left join lateral (
  select * from location_rating s where s.location_id = l.id order by s.valid_from desc limit 1) r on true
where exists (
  select from organisation_authority w
  where w.organisation_id = l.organisation_id and w.authority_id = $1
    and w.valid_from <= $2 and (w.valid_until is null or w.valid_until > $2))
order by c.cqc_location_id
