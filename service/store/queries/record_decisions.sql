-- Who approved a revision, for which body
-- Oldest first; a decision that was voided approved another revision.
select d.body, d.decided_at, d.verifier_id, a.name as verifier
from decision d left join account a on a.id = d.verifier_id
where d.authority_id = $1 and d.submission_id = $2 and d.rev = $3 and d.outcome = 'approved' and not d.void
order by d.decided_at, d.body
