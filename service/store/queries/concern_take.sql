-- A member of staff sees to a concern from now on
-- Whoever saw to it before. One that is closed stays as it is.
update concern set owner_id = $3, owned_since = $4
where authority_id = $1 and id = $2 and closed_at is null
returning true
