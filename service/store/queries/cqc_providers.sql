-- Every provider with the Commission's id of it, and whether it works with an authority ($1) at a time ($2)
-- Few thousands in the whole country, and far fewer here.
select o.id, o.cqc_provider_id, exists (
    select from organisation_authority w
    where w.organisation_id = o.id and w.authority_id = $1
      and w.valid_from <= $2 and (w.valid_until is null or w.valid_until > $2)) as works_with
from organisation o where o.kind = 'provider'
