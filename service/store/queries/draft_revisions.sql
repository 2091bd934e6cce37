-- The newest revision of what drafts are of
-- Reviews and assessments, by (authority, id); null where the author doesn't reach them. What was never handed in has none.
select t.a as authority_id, t.i as id, coalesce(s.proposed_rev, s.rev, m.rev) as rev
from unnest($1::uuid[], $2::uuid[]) as t(a, i)
left join submission s on s.authority_id = t.a and s.id = t.i
left join assessment m on m.authority_id = t.a and m.id = t.i
where s.id is not null or m.id is not null or submission_id_in_use(t.a, t.i)
