-- A page of courses that somebody has to take again, what runs out first at the front
-- Of people who work somewhere at a time ($1), as far as the caller sees that: before a day ($2), of an organisation ($3) or
-- at a location ($4); a filter that is null lets everything through. Of each course counts what runs out last. The page
-- begins after the day, account and course of $5 to $7.
select * from (
  select distinct on (t.account_id, lower(t.course)) t.account_id, a.name, t.course, t.level, t.expires_on
  from training t join account a on a.id = t.account_id
  where t.voided_at is null and a.state = 'active' and exists (
    select from membership m
    where m.account_id = t.account_id and m.valid_from <= $1 and (m.valid_until is null or m.valid_until > $1)
      and ($3::uuid is null or m.organisation_id = $3) and ($4::uuid is null or m.location_id = $4))
  order by t.account_id, lower(t.course), t.expires_on desc nulls first, t.completed_on desc) held
where held.expires_on < $2 and ($5::date is null or (held.expires_on, held.account_id, held.course) > ($5, $6::uuid, $7::text))
order by held.expires_on, held.account_id, held.course
limit $8
