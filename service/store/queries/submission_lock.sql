-- One submission, held for a move
-- Its person is held before, in the lock order that all writers share.
select s.* from submission s where s.authority_id = $1 and s.id = $2 for no key update
