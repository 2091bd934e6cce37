-- A page of people who work somewhere, by name
-- With the capacities that are live ($1) and that the caller may see. $2 organisation, $3 location, $4 role; a filter that is
-- null lets everything through. The page begins after the account of $5, so that no name has to stand in an address.
select a.id, a.name, a.username, a.state, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'id', m.id, 'role', m.role, 'organisation', jsonb_build_object('id', o.id, 'name', o.name),
    'location', case when l.id is not null then jsonb_build_object('id', l.id, 'name', l.name) end,
    'valid_from', to_char(m.valid_from at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'valid_until', to_char(m.valid_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
  order by o.name, m.role, m.id) as capacities
from account a
join membership m on m.account_id = a.id and m.valid_from <= $1 and (m.valid_until is null or m.valid_until > $1)
join organisation o on o.id = m.organisation_id
left join location l on l.id = m.location_id
where ($5::uuid is null or (a.name, a.id) > (select last.name, last.id from account last where last.id = $5))
group by a.id, a.name, a.username, a.state
having bool_or(($2::uuid is null or m.organisation_id = $2) and ($3::uuid is null or m.location_id = $3)
  and ($4::text is null or m.role = $4))
order by a.name, a.id
limit $6
