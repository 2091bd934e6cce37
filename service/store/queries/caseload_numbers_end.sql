-- End the NHS numbers that are superseded
-- A superseded number stays the person's, with the day on which it ended.
update person_identifier i set valid_until = $3
from jsonb_to_recordset($2::jsonb) as r(id uuid)
where i.authority_id = $1 and i.system = 'nhs' and i.person_id = r.id and i.valid_until is null
