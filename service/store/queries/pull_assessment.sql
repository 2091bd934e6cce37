-- Assessments as a tablet holds them
-- With their newest answers as the bytes that came.
select a.authority_id, a.id, a.person_id, a.referral_id, a.reference, a.state, a.rev, a.trusted, a.received_at, a.record_reference,
  r.body,
  (select json_strip_nulls(json_build_object('location', json_build_object('id', c.location_id, 'name', l.name),
     'arrived_at', c.arrived_at, 'as_described', c.as_described, 'medicines_right', c.medicines_right,
     'equipment_there', c.equipment_there, 'incident_ref', c.incident_ref, 'feedback', c.feedback, 'matched', c.matched,
     'checked_at', c.checked_at, 'timing', c.timing))::text
   from arrival_check c join location l on l.id = c.location_id
   where c.authority_id = a.authority_id and c.assessment_id = a.id) as arrival
from unnest($1::uuid[], $2::uuid[]) as t(a, i)
join assessment a on a.authority_id = t.a and a.id = t.i
join assessment_rev r on r.authority_id = a.authority_id and r.id = a.id and r.rev = a.rev
