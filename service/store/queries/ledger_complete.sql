-- Write down what became of the claimed ops
-- In the transaction of their effects, so that nobody ever sees one without the other.
update op_ledger l set status = t.s, outcome = t.c
from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[]) as t(a, o, s, c)
where l.authority_id = t.a and l.op_id = t.o
