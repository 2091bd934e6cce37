-- How many pushes there are of every state and reason, and since when the longest has waited
-- Beside the gaps, it says how long the record has been behind.
select m.state, coalesce(m.last_code, '') as code, count(*) as pushes, min(m.created_at) as oldest
from outbox m where m.authority_id = any ($1::uuid[])
group by m.state, coalesce(m.last_code, '')
