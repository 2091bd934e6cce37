-- An agreement as its parties signed it
-- $1 the row as JSON. Its homes and assessors are added beside it.
insert into agreement
select * from jsonb_populate_record(null::agreement, $1::jsonb)
