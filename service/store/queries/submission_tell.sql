-- Let everybody who holds a submission know that something about it changed
-- It is held already, with its person. $3 now.
update submission set version = version + 1, updated_at = $3 where authority_id = $1 and id = $2
returning person_id, version
