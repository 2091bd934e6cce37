-- The places of care that the CQC knows by these ids on a day and that work with an authority
-- $1 authority, $2 ids, $3 the day, $4 the moment.
select c.cqc_location_id, c.location_id
from location_cqc_id c
join location l on l.id = c.location_id and l.kind in ('home_care', 'care_home', 'supported_living')
where c.cqc_location_id = any ($2::text[]) and c.valid_from <= $3 and (c.valid_until is null or c.valid_until > $3)
  and exists (
    select from organisation_authority w
    where w.organisation_id = l.organisation_id and w.authority_id = $1
      and w.valid_from <= $4 and (w.valid_until is null or w.valid_until > $4))
