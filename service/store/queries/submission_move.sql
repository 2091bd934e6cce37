-- Move a submission
-- $1 how it stands from now on; $2 the states in which the lifecycle's table has the action. Nothing moves that isn't in
-- one of them, or that isn't what the move was decided about.
update submission s set
  state = n.state, rev = n.rev, proposed_rev = n.proposed_rev, version = n.version, form_version = n.form_version,
  reviewer_id = n.reviewer_id, submitter_id = n.submitter_id, rating = n.rating, risk = n.risk, summary = n.summary,
  statutory_findings = n.statutory_findings, other_findings = n.other_findings, blocking_findings = n.blocking_findings,
  elements_met = n.elements_met, elements_not_met = n.elements_not_met,
  queue = n.queue, bulk_approvable = n.bulk_approvable, due_at = n.due_at, due_left = n.due_left,
  opened_by = n.opened_by, lease_until = n.lease_until, withheld_since = n.withheld_since, rating_lowered = n.rating_lowered,
  evidence_waived_rev = n.evidence_waived_rev, correction_requested_at = n.correction_requested_at, updated_at = n.updated_at
from jsonb_populate_record(null::submission, $1::jsonb) n
where s.authority_id = n.authority_id and s.id = n.id and s.version = n.version - 1 and s.state = any ($2::text[])
