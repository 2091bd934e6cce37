-- What became of ops that were sent before
-- By (authority, op id); what the caller may not see isn't answered.
select l.authority_id, l.op_id, l.fingerprint, l.outcome
from unnest($1::uuid[], $2::uuid[]) as t(a, o)
join op_ledger l on l.authority_id = t.a and l.op_id = t.o
