-- How many submissions of a council there are to look at
-- $1 authority, $2 received at that moment or later.
select count(*) from submission s where s.authority_id = $1 and s.kind = 'review' and s.received_at >= $2
