-- A page of packages by reference
-- $1 authorities, $2 person, $3 location, $4 funder; a filter that is null lets everything through. The page begins after
-- the place of $5 to $7; $8 how many; $9 this one alone.
select k.id, k.authority_id, k.reference, k.funder, k.hours_per_week, k.visits, k.outcomes, k.review_permission_ref,
  p.id as person_id, p.given_name || ' ' || p.family_name as person_name, l.id as location_id, l.name as location_name
from package k
join person p on p.authority_id = k.authority_id and p.id = k.person_id
join location l on l.id = k.location_id
where k.authority_id = any ($1::uuid[])
  and ($2::uuid is null or k.person_id = $2)
  and ($3::uuid is null or k.location_id = $3)
  and ($4::text is null or k.funder = $4)
  and ($9::uuid is null or k.id = $9)
  and ($7::uuid is null or (k.reference, k.authority_id, k.id) > ($5::text, $6::uuid, $7))
order by k.reference, k.authority_id, k.id
limit $8
