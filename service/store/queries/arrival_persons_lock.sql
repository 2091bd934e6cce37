-- Hold the people that arriving work is about
-- Every person named by a package or a submission of the batch stays where they are until the commit: a move of placement
-- waits, so that a push can't put a moved person back. Sorted, so that two batches never wait for each other.
select p.id from person p
where (p.authority_id, p.id) in (
  select k.authority_id, k.person_id from package k join unnest($1::uuid[], $2::uuid[]) as t(a, i) on k.authority_id = t.a and k.id = t.i
  union
  select s.authority_id, s.person_id from submission s join unnest($3::uuid[], $4::uuid[]) as t(a, i) on s.authority_id = t.a and s.id = t.i)
order by p.authority_id, p.id
for share
