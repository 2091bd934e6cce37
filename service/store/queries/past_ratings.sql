-- Past submissions of a council as they were rated when they came, a page at a time
-- $1 authority, $2 received at that moment or later, $3 after this submission, $4 how many. Of each its present revision.
select r.id, r.body, r.form_version, r.rating
from submission s join submission_rev r on r.authority_id = s.authority_id and r.id = s.id and r.rev = s.rev
where s.authority_id = $1 and s.kind = 'review' and s.received_at >= $2 and ($3::uuid is null or s.id > $3)
order by s.id
limit $4
