-- An assessment that is about to move
-- With the digest of its newest answers, held until the commit.
select a.*, r.body_sha256, r.submitter_role
from assessment a join assessment_rev r on r.authority_id = a.authority_id and r.id = a.id and r.rev = a.rev
where a.authority_id = $1 and a.id = $2
for no key update of a
