-- Carry an upload on, or to its end
-- Only as it was seen: $3 with these parts. $4 from now on with those, $5 bytes, in $6 state, $7 fault, $8 ended.
update attachment set parts = $4::text[], received = $5, state = $6, fault = $7, ended_at = $8
where authority_id = $1 and id = $2 and state = 'receiving' and parts = $3::text[]
