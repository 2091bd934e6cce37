-- When a device was first given what its work is based on
-- Work can't be older than the form version or the revision that it builds on.
select what, first_at from served where device_id = $1 and what = any ($2::text[])
