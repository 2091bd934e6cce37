-- Say under what a package may be reviewed by its provider
-- $1 authorities, $2 the package, $3 the reference or null, $4 when. The person is held before the package.
with held as materialized (
  select p.authority_id, p.id from person p
  where (p.authority_id, p.id) in (
    select k.authority_id, k.person_id from package k where k.authority_id = any ($1::uuid[]) and k.id = $2)
  for share)
update package k set review_permission_ref = $3, version = k.version + 1, updated_at = $4
from held where k.authority_id = held.authority_id and k.person_id = held.id and k.id = $2
returning k.authority_id, k.person_id, k.version
