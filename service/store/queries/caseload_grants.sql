-- Who reaches people because of these packages
-- $1 authority, $2 the people, $3 their packages, $4 when.
select g.id, g.person_id, g.package_id, g.holder_kind, g.holder_id, g.basis
from access_grant g
where g.authority_id = $1 and g.person_id = any ($2::uuid[]) and g.package_id = any ($3::uuid[])
  and g.basis in ('package', 'joint_funding') and g.valid_from <= $4 and (g.valid_until is null or g.valid_until > $4)
