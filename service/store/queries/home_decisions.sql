-- What homes decided about an assessment, oldest first
-- A home sees its own decisions alone; ward, assessors and the council all.
select d.*, l.name as location_name
from home_decision d join location l on l.id = d.location_id
join referral r on r.authority_id = d.authority_id and r.id = d.referral_id
where d.authority_id = $1 and d.assessment_id = $2
  and (d.location_id = any (actor_holders()) or r.hospital_location_id = any (actor_holders())
       or r.assessing_location_id = any (actor_holders()) or r.authority_id = any (actor_staff_of()))
order by d.id
