-- For which organisations those worked who wrote and sent a submission, when each revision was received
-- Not those of staff who accepted it out of quarantine: they answer for it, their colleagues don't.
select distinct o.id
from submission_rev r, organisations_of(array[r.reviewer_id, r.submitter_id], r.received_at) as o(id)
where r.authority_id = $1 and r.id = $2
