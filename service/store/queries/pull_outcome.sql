-- What became of quarantined work, for the devices of its location
-- What is told is the outcome, never the work itself.
select authority_id, op_id, entity_id, reference, state, reason, submission_rev, resolved_at
from quarantine_outcomes($1, $2, $3)
