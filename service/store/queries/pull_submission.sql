-- Submissions as a tablet holds them
-- With their newest accepted answers as the bytes that came, and what verifiers said about them; where what happens is
-- withheld from the device's people, as they arrived.
select s.authority_id, s.id, s.kind, s.person_id, s.reference, state_as_seen(s) as state, s.submitted_at,
  case when w.withheld then r.rev else s.rev end as rev,
  case when not w.withheld then s.proposed_rev end as proposed_rev,
  case when not w.withheld then s.due_at end as due_at,
  case when not w.withheld then s.record_reference end as record_reference,
  r.rev as body_rev, r.form_version, r.body, e.named, e.arrived, not w.withheld and s.evidence_waived_rev is not distinct from r.rev as waived,
  (select coalesce(json_agg(json_build_object('pointer', c.pointer, 'text', c.text, 'rev', c.rev,
     'made_at', to_char(c.made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) order by c.made_at, c.id), '[]')
   from comment c where c.authority_id = s.authority_id and c.submission_id = s.id
     and (not w.withheld or c.made_at < s.withheld_since))::text as comments,
  (select to_jsonb(c) from correction c where c.authority_id = s.authority_id and c.submission_id = s.id and not w.withheld
   order by c.number desc limit 1) as correction,
  (select coalesce(jsonb_agg(to_jsonb(q) order by q.asked_at, q.id), '[]') from submission_query q
   where q.authority_id = s.authority_id and q.submission_id = s.id and not w.withheld) as queries
from unnest($1::uuid[], $2::uuid[]) as t(a, i)
join submission s on s.authority_id = t.a and s.id = t.i
cross join lateral (select withheld_from_actor(s) as withheld) w
join submission_rev r on r.authority_id = s.authority_id and r.id = s.id and r.rev = coalesce(s.proposed_rev, s.rev)
cross join lateral (
  select count(*) as named, count(*) filter (where e.has_come) as arrived from evidence e
  where e.authority_id = s.authority_id and e.submission_id = s.id and e.rev = r.rev) e
