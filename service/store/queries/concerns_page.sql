-- Concerns in work that became no revision, oldest first
-- $1 authorities, $2 closed ones or those that aren't (null: both), $3 of one owner; after the place ($4 raised, $5 id); $6 how
-- many; $7 this one alone. What became of the work is what became of its op, unless staff have seen to it.
select c.*, b.body, l.name as location_name, a.name as account_name, o.name as owner_name,
  coalesce(q.reference, s.reference) as reference, s.person_id, p.given_name || ' ' || p.family_name as person_name,
  case when q.state = 'open' then 'quarantined' else coalesce(q.state, g.status, b.status) end as filed_as
from concern c
join op_body b on b.authority_id = c.authority_id and b.op_id = c.op_id and b.fingerprint = c.fingerprint and b.account_id = c.account_id
join location l on l.id = c.location_id
left join account a on a.id = c.account_id
left join account o on o.id = c.owner_id
left join op_ledger g on g.authority_id = c.authority_id and g.op_id = c.op_id and g.fingerprint = c.fingerprint and g.account_id = c.account_id
left join quarantine q on g.op_id is not null and q.authority_id = c.authority_id and q.op_id = c.op_id
left join submission s on s.authority_id = c.authority_id and s.id = c.entity_id
left join person p on p.authority_id = s.authority_id and p.id = s.person_id
where c.authority_id = any ($1::uuid[])
  and ($2::boolean is null or (c.closed_at is not null) = $2)
  and ($3::uuid is null or c.owner_id = $3)
  and ($5::uuid is null or (c.raised_at, c.id) > ($4::timestamptz, $5))
  and ($7::uuid is null or c.id = $7)
order by c.raised_at, c.id
limit $6
