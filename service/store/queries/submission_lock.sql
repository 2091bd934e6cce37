-- One submission, held for a move
select s.* from submission s where s.authority_id = $1 and s.id = $2 for no key update
