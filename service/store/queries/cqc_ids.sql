-- The Commission's ids that are no location's any more, and those of locations that don't work with an authority ($1)
-- At a time ($2): whose provider it is, so that it can begin to.
select c.cqc_location_id, l.organisation_id, bool_and(c.valid_until is not null) as ended
from location_cqc_id c join location l on l.id = c.location_id
where c.valid_until is not null or not exists (
  select from organisation_authority w
  where w.organisation_id = l.organisation_id and w.authority_id = $1
    and w.valid_from <= $2 and (w.valid_until is null or w.valid_until > $2))
group by c.cqc_location_id, l.organisation_id
