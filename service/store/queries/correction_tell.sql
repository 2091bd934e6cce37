-- Tell the record of a correction
-- $3 the revision that had been approved, $4 the message, $5 now. It goes with the last decision by which that was approved.
insert into outbox (authority_id, target, message, person_id, submission_id, rev, decision_id, due_at, created_at)
select d.authority_id, 'record', $4::text, d.person_id, d.submission_id, d.rev, d.id, $5::timestamptz, $5
from decision d
where d.authority_id = $1 and d.submission_id = $2 and d.rev = $3 and d.outcome = 'approved' and not d.void
order by d.decided_at desc, d.id limit 1
