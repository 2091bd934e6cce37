-- Begin grants
-- A person on the caseload becomes visible to the location of their package from now on.
insert into access_grant (authority_id, id, person_id, holder_kind, holder_id, basis, package_id, valid_from)
select $1, id, person_id, holder_kind, holder_id, basis, package_id, $3
from jsonb_to_recordset($2::jsonb) as r(
  id uuid, person_id uuid, holder_kind text, holder_id uuid, basis text, package_id uuid)
