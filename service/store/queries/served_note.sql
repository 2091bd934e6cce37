-- Note what a device has been given for the first time
-- The first time stands: work based on it can't be older.
insert into served (device_id, what, first_at)
select $1, what, $3 from unnest($2::text[]) as what order by what
on conflict do nothing
