-- Keep an enrolment code
-- Its digest only, for one tablet at one location until it expires.
insert into device_code (hash, location_id, created_by, created_at, expires_at) values ($1, $2, $3, $4, $5)
