-- The pushes of one target that wait for staff, for one reason or any
-- Oldest first, in which order they are tried again.
select m.push_id from outbox m
where m.authority_id = any ($1::uuid[]) and m.target = $2 and m.state = 'dead' and ($3::text is null or m.last_code = $3)
order by m.id
