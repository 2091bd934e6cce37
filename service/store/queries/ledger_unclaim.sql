-- Forget claims
-- Of ops that are to be sent again: `retry` leaves no ledger row, and no other row may ever be deleted.
delete from op_ledger l using unnest($1::uuid[], $2::uuid[]) as t(a, o)
where l.authority_id = t.a and l.op_id = t.o and l.status = 'claimed'
