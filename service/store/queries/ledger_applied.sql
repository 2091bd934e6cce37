-- Which of the ops that work depends on have been applied
select t.a as authority_id, t.o as op_id from unnest($1::uuid[], $2::uuid[]) as t(a, o) where op_applied(t.a, t.o)
