-- The versions of policies, newest first
-- $2 is a name, or null for all; $3 how many.
select p.*, a.name as made_by_name from policy p left join account a on a.id = p.made_by
where p.authority_id = $1 and ($2::text is null or p.name = $2)
order by p.name, p.version desc limit $3
