-- Revisions with the facts by which they were routed
-- Those received from $2 on at which submissions of an authority stand; $3 at most, the latest first.
select r.received_at, r.routing, r.routing_facts
from submission s join submission_rev r on r.authority_id = s.authority_id and r.id = s.id and r.rev = s.rev
where s.authority_id = $1 and r.received_at >= $2 and r.routing_facts <> '{}'
order by r.received_at desc limit $3
