-- A page of delegations, the latest first
-- $1 an organisation, $2 a function, $3 a day on which they hold: null lets everything through. The page begins after the
-- place ($4 beginning, $5 id); $6 how many; $7 this one alone.
select d.*, o.name as organisation_name
from delegation d join organisation o on o.id = d.organisation_id
where ($1::uuid is null or d.organisation_id = $1)
  and ($2::text is null or d.function = $2)
  and ($3::date is null or d.valid_from <= $3 and (d.valid_until is null or d.valid_until > $3))
  and ($5::uuid is null or (d.valid_from, d.id) < ($4::date, $5))
  and ($7::uuid is null or d.id = $7)
order by d.valid_from desc, d.id desc
limit $6
