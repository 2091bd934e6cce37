-- End grants
-- They keep their dates: who could see whom, and when, can always be told.
update access_grant g set valid_until = $3
from jsonb_to_recordset($2::jsonb) as r(id uuid)
where g.authority_id = $1 and g.id = r.id
