-- Claim ops
-- Of the ops given, those whose id nobody has used; the others are known already, or somebody else's.
insert into op_ledger (device_id, account_id, received_at, status, outcome,
  authority_id, op_id, device_seq, kind, entity_id, base_rev, fingerprint, made_at)
select $1, $2, $3, 'claimed', '', t.*
from unnest($4::uuid[], $5::uuid[], $6::bigint[], $7::text[], $8::uuid[], $9::int[], $10::bytea[], $11::timestamptz[]) as t(a, o)
order by t.a, t.o
on conflict do nothing
returning authority_id, op_id
