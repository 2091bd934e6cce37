-- Keep how a correction stands
-- Asked for or opened once, then answered and ended: what was said before stays as it is.
insert into correction as c (authority_id, submission_id, number, person_id, rev, state, requested_by, requested_at, request,
  answered_by, answered_at, answer, ended_by, ended_at, ending)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
on conflict (authority_id, submission_id, number) do update set
  state = excluded.state, answered_by = excluded.answered_by, answered_at = excluded.answered_at, answer = excluded.answer,
  ended_by = excluded.ended_by, ended_at = excluded.ended_at, ending = excluded.ending
