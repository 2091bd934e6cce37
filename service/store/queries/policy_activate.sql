-- Let a draft take effect
-- Only once: what took effect is history, and another version has to follow it.
update policy set effective_from = $4, activated_by = $5
where authority_id = $1 and name = $2 and version = $3 and effective_from is null
returning version
