-- Whether an organisation works with a council at a time
-- $1 organisation, $2 authority, $3 the moment.
select exists (
  select from organisation_authority w
  where w.organisation_id = $1 and w.authority_id = $2
    and w.valid_from <= $3 and (w.valid_until is null or w.valid_until > $3))
