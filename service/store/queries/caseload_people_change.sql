-- Write what a caseload says about people who are known
-- The version rises, by which tablets learn of it.
update person p
set given_name = r.given_name, family_name = r.family_name, date_of_birth = r.date_of_birth, postcode = r.postcode,
  flags = r.flags, next_review_due = r.next_review_due, version = r.version, updated_at = $3
from jsonb_to_recordset($2::jsonb) as r(
  id uuid, given_name text, family_name text, date_of_birth date, postcode text, flags text[], next_review_due date, version int)
where p.authority_id = $1 and p.id = r.id
