-- Where many submissions are
-- By id alone, within the authorities of the actor and only what they reach; an id that two authorities have is one of them.
select distinct on (s.id) s.authority_id, s.id
from submission s where s.authority_id = any ($1::uuid[]) and s.id = any ($2::uuid[])
order by s.id, s.authority_id
