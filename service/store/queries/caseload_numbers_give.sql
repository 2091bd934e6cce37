-- Give people their NHS numbers
-- From this moment on; the ones that they replace have ended in the same transaction.
insert into person_identifier (authority_id, person_id, system, value, valid_from)
select $1, r.id, 'nhs', r.nhs_number, $3 from jsonb_to_recordset($2::jsonb) as r(id uuid, nhs_number text)
