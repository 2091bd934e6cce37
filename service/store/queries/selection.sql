-- A selection of the caller's that has not expired
-- $2 now.
select * from selection where id = $1 and expires_at > $2
