-- Say under what a person's care may be reviewed by its provider
-- $1 authorities, $2 the person, $3 the reference or null, $4 when. The version rises, by which tablets learn of it.
update person set review_permission_ref = $3, version = version + 1, updated_at = $4
where authority_id = any ($1::uuid[]) and id = $2
returning authority_id, id as person_id, version
