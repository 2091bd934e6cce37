-- Ops that are not on record
-- $1 ops, $2 the digests of their bodies, $3 authorities, $4 account: those of them that this author never sent, as far as
-- the ledger knows. The digest of what came stands in the receipt.
select t.o as op_id from unnest($1::uuid[], $2::text[]) with ordinality as t(o, sha, place)
where not exists (
  select from op_ledger l
  where l.authority_id = any ($3::uuid[]) and l.op_id = t.o and l.account_id = $4
    and convert_from(nullif(l.outcome, ''), 'UTF8')::jsonb #>> '{receipt,sha256}' = t.sha)
order by t.place
