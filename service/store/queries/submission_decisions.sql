-- Decisions about a submission, oldest first
-- Void ones too, since they were made; readers are shown those that stand.
select body, outcome, rev, verifier_id, reason, decided_at, void from decision
where authority_id = $1 and submission_id = $2 order by decided_at, id
