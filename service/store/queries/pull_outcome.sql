-- What became of quarantined or held work, for the devices of its location
-- By (authority, op); what waits still has no outcome.
select authority_id, op_id, entity_id, reference, state, reason, submission_rev, resolved_at, problem
from quarantine_outcomes($1, $2, $3)
