-- An author's drafts, held to the commit
-- By (authority, submission); row security shows nobody else's. Sorted, so that two tablets never wait for each other.
select d.* from draft d
where (d.authority_id, d.id) in (select * from unnest($1::uuid[], $2::uuid[])) and d.account_id = (select actor_account())
order by d.authority_id, d.id for update
