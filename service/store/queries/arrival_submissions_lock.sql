-- The submissions that arriving work builds on, held until the commit
-- Sorted, so that two batches never wait for each other.
select s.* from submission s
where (s.authority_id, s.id) in (select * from unnest($1::uuid[], $2::uuid[]))
order by s.authority_id, s.id
for no key update
