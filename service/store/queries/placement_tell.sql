-- A message to the record about a home's latest word to take somebody
-- $1 authority, $2 assessment, $3 home, $4 what the record is told, $5 when. What it has been told of stays told.
insert into outbox (authority_id, target, message, person_id, rev, home_decision_id, due_at, created_at)
select d.authority_id, 'record', $4::text, d.person_id, case when $4::text in ('arrived', 'checked') then a.rev else d.rev end, d.id, $5, $5
from home_decision d join assessment a on a.authority_id = d.authority_id and a.id = d.assessment_id
where d.authority_id = $1 and d.assessment_id = $2 and d.location_id = $3
  and d.outcome in ('accept', 'accept_with_conditions')
order by d.id desc limit 1
