-- Where a submission is
-- By id alone, as addresses name it; within the authorities of the actor, and only what they reach.
select s.authority_id, s.id from submission s where s.authority_id = any ($1::uuid[]) and s.id = $2
