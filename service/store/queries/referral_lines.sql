-- Referrals as people see them
-- $1 authorities, $2 one referral or null, $3 states or none for all, $4 hospital or null, $5 and $6 the place after which the
-- page begins, $7 how many. Newest first. A home sees itself alone among the homes; ward, assessors and the council all.
select r.*, p.given_name || ' ' || p.family_name as person_name, h.name as hospital_name, s.name as assessing_name,
  (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
      'location', jsonb_build_object('id', o.location_id, 'name', l.name), 'place', o.place, 'state', o.state,
      'asked_at', o.asked_at, 'due_at', o.due_at, 'decided_at', o.decided_at, 'deferred_until', o.deferred_until,
      'code', o.code)) order by o.place), '[]')
   from referral_home o join location l on l.id = o.location_id
   where o.authority_id = r.authority_id and o.referral_id = r.id
     and (o.location_id = any (actor_holders()) or r.hospital_location_id = any (actor_holders())
          or r.assessing_location_id = any (actor_holders()) or r.authority_id = any (actor_staff_of()))) as homes
from referral r
join person p on p.authority_id = r.authority_id and p.id = r.person_id
join location h on h.id = r.hospital_location_id
join location s on s.id = r.assessing_location_id
where r.authority_id = any ($1::uuid[])
  and ($2::uuid is null or r.id = $2)
  and (cardinality($3::text[]) = 0 or r.state = any ($3))
  and ($4::uuid is null or r.hospital_location_id = $4)
  and ($6::uuid is null or (r.created_at, r.id) < ($5::timestamptz, $6))
order by r.created_at desc, r.id desc
limit $7
