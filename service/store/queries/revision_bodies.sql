-- The bodies of two revisions of a submission
-- For telling in which sections they differ.
select rev, body, form_version from submission_rev where authority_id = $1 and id = $2 and rev = any ($3::int[])
