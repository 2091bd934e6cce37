-- Note that a verifier asks something about a submission
-- It is held already, with its person. $3 now.
update submission set open_queries = open_queries + 1, version = version + 1, updated_at = $3
where authority_id = $1 and id = $2
returning version
