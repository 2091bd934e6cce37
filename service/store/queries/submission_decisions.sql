-- Decisions about a submission, oldest first
select body, outcome, rev, verifier_id, reason, decided_at, void from decision
where authority_id = $1 and submission_id = $2 order by decided_at, id
