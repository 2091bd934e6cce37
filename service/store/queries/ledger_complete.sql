-- Write down what became of the claimed ops
-- In the transaction of their effects, so that nobody ever sees one without the other. Answers who waited for what has been
-- applied by it, for which nobody else need ask.
with done as (
  update op_ledger l set status = t.s, outcome = t.c
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[]) as t(a, o, s, c)
  where l.authority_id = t.a and l.op_id = t.o
  returning l.authority_id, l.op_id, l.entity_id, l.status)
select w.* from (
  select authority_id, array_agg(op_id) || array_agg(entity_id) as ids from done where status = 'accepted' group by authority_id) d
cross join lateral ops_waiting_for(d.authority_id, d.ids) w
