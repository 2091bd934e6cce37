-- Everybody who answers for any revision of a submission
-- Reviewers, submitters and staff who accepted it out of quarantine: none of them may verify it.
select distinct a.id from submission_rev r, unnest(array[r.reviewer_id, r.submitter_id, r.accepted_by]) as a(id)
where r.authority_id = $1 and r.id = $2 and a.id is not null
