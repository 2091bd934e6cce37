-- Files that were brought in, the latest first
-- $1 a kind, $2 an account, from $3 to before $4, $5 dry runs or the others: null lets everything through. After the place ($6
-- begun, $7 id); $8 how many; $9 this one alone. What the caller may see is for row security to say.
select r.*, o.name as organisation_name, a.name as account_name,
  coalesce((r.asked ->> 'dry_run')::boolean, false) as dry_run
from import_run r
left join organisation o on o.id = r.organisation_id
left join account a on a.id = r.account_id
where ($1::text is null or r.kind = $1)
  and ($2::uuid is null or r.account_id = $2)
  and ($3::timestamptz is null or r.begun_at >= $3)
  and ($4::timestamptz is null or r.begun_at < $4)
  and ($5::boolean is null or coalesce((r.asked ->> 'dry_run')::boolean, false) = $5)
  and ($7::uuid is null or (r.begun_at, r.id) < ($6::timestamptz, $7))
  and ($9::uuid is null or r.id = $9)
order by r.begun_at desc, r.id desc
limit $8
