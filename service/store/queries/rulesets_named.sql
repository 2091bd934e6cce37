-- Rulesets of councils, by id
-- $1 authorities, $2 a ruleset of each, as its name and version.
select r.authority_id, t.i as id, r.body
from unnest($1::uuid[], $2::text[]) as t(a, i)
join ruleset r on r.authority_id = t.a and r.name || '/' || r.version = t.i
