-- The newest revision of what drafts are of
-- Reviews and assessments, by (authority, id); what was never handed in has none.
select s.authority_id, s.id, coalesce(s.proposed_rev, s.rev) as rev
from unnest($1::uuid[], $2::uuid[]) as t(a, i) join submission s on s.authority_id = t.a and s.id = t.i
union all
select m.authority_id, m.id, m.rev
from unnest($1::uuid[], $2::uuid[]) as t(a, i) join assessment m on m.authority_id = t.a and m.id = t.i
