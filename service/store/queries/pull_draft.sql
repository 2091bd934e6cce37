-- Drafts for another tablet of their author
-- By (authority, submission), as the bytes that came; row security shows nobody else's.
select d.* from unnest($1::uuid[], $2::uuid[]) as t(a, i)
join draft d on d.authority_id = t.a and d.id = t.i and d.account_id = (select actor_account())
where d.body is not null
