-- Submissions as a tablet holds them
-- With their newest accepted answers as the bytes that came, and what verifiers said about them.
select s.authority_id, s.id, s.kind, s.person_id, s.reference, s.state, s.rev, s.proposed_rev, s.submitted_at, s.due_at,
  s.record_reference, r.rev as body_rev, r.body,
  (select coalesce(json_agg(json_build_object('pointer', c.pointer, 'text', c.text, 'rev', c.rev,
     'made_at', to_char(c.made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) order by c.made_at, c.id), '[]')
   from comment c where c.authority_id = s.authority_id and c.submission_id = s.id)::text as comments
from unnest($1::uuid[], $2::uuid[]) as t(a, i)
join submission s on s.authority_id = t.a and s.id = t.i
join submission_rev r on r.authority_id = s.authority_id and r.id = s.id and r.rev = coalesce(s.proposed_rev, s.rev)
