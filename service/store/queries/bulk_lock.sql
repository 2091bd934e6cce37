-- Hold many submissions for a move
-- Sorted, so that no two wait for each other; their people are held before. Not part of the statement that approves: one
-- that had to wait sees no revision, and so no author, that was added meanwhile.
select s.id from submission s
where (s.authority_id, s.id) in (select * from unnest($1::uuid[], $2::uuid[]))
order by s.authority_id, s.id
for no key update
