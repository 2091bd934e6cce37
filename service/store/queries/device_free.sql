-- Whether no other push of a tablet is under way, and how its clock goes
-- $1 the tablet's number to lock by, $2 the tablet, $3 now, $4 our clock less the tablet's. That is noted where it is half a
-- minute or more from what was noted last: a clock that goes well costs nothing.
with last as (select skew from device_skew where device_id = $2 order by seen_at desc limit 1),
noted as (
  insert into device_skew (device_id, seen_at, skew)
  select $2::uuid, $3::timestamptz, $4::interval
  where $4 is not null and not exists (select from last where abs(extract(epoch from last.skew - $4)) < 30)
  on conflict do nothing)
select pg_try_advisory_xact_lock($1::bigint)
