-- The NHS bodies that work with an authority
-- Whoever they pay for, alone or jointly, is granted to them.
select distinct o.id from organisation o join organisation_authority w on w.organisation_id = o.id
where o.kind = 'nhs_body' and w.authority_id = $1 and w.valid_from <= $2 and (w.valid_until is null or w.valid_until > $2)
