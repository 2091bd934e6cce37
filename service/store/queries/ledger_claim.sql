-- Claim ops
-- Of the ops given, those whose id nobody has used; the others are known already, or somebody else's.
insert into op_ledger (authority_id, op_id, device_id, account_id, device_seq, kind, entity_id, base_rev, fingerprint,
  status, outcome, made_at, received_at)
select t.a, t.o, $8, $9, t.n, t.k, t.e, t.b, t.f, 'claimed', '', t.m, $10
from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::uuid[], $6::int[], $7::bytea[], $11::timestamptz[])
  as t(a, o, n, k, e, b, f, m)
order by t.a, t.o
on conflict do nothing
returning authority_id, op_id
