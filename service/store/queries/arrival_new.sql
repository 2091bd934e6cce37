-- What submissions that were not found would need
-- The number of a reference each, and whether the id is taken by one that the caller doesn't reach.
select t.a as authority_id, t.i as id, nextval('submission_reference') as number, submission_id_in_use(t.a, t.i) as in_use
from unnest($1::uuid[], $2::uuid[]) as t(a, i)
