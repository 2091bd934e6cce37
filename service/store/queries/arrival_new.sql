-- What submissions that were not found would need
-- The number of a reference each, and whether the id is taken by one that the caller doesn't reach. One that they do reach
-- has come in just now: writing it a second time will fail, and the next try finds it.
select t.a as authority_id, t.i as id, nextval('submission_reference') as number,
  submission_id_in_use(t.a, t.i)
    and not exists (select from submission s where s.authority_id = t.a and s.id = t.i) as in_use
from unnest($1::uuid[], $2::uuid[]) as t(a, i)
