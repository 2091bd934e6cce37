-- Make a submission recorded
-- $1 how it stands from now on; $2 the states in which the lifecycle's table lets the record answer. Nothing changes that
-- isn't in one of them, or that isn't what the record's answer was taken for.
update submission s set
  state = n.state, version = n.version, record_reference = n.record_reference, updated_at = n.updated_at
from jsonb_populate_record(null::submission, $1::jsonb) n
where s.authority_id = n.authority_id and s.id = n.id and s.version = n.version - 1 and s.state = any ($2::text[])
