-- A version of an agreement as its parties signed it
-- $1 the row as JSON. Its homes and assessors are added beside it. If another was quicker, nothing is added.
insert into agreement
select * from jsonb_populate_record(null::agreement, $1::jsonb)
on conflict do nothing
