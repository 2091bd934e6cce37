-- Which of the ops that work depends on have been applied
-- Whoever sent them: on a shared tablet work of one author may build on another's.
select t.a as authority_id, t.o as op_id from unnest($1::uuid[], $2::uuid[]) as t(a, o) where op_applied(t.a, t.o)
