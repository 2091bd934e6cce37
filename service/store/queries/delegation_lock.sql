-- One delegation of these authorities, held for a change
-- $1 authorities, $2 id.
select * from delegation where authority_id = any ($1::uuid[]) and id = $2 for no key update
