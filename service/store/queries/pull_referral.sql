-- Referrals as a tablet holds them
-- $3 the tablet's location. A home sees itself alone among the homes.
select r.authority_id, r.id, json_strip_nulls(json_build_object(
  'id', r.id, 'authority_id', r.authority_id, 'person_id', r.person_id, 'reference', r.reference,
  'hospital', json_build_object('id', h.id, 'name', h.name), 'ward', r.ward, 'pathway', r.pathway, 'category', r.category,
  'state', r.state, 'proposed_from', r.proposed_from, 'proposed_until', r.proposed_until, 'assessment_id', r.assessment_id,
  'arrived_at', r.arrived_at, 'check_from', r.check_from, 'check_due', r.check_due,
  'homes', (select coalesce(json_agg(json_build_object('location', json_build_object('id', o.location_id, 'name', l.name),
      'place', o.place, 'state', o.state, 'due_at', o.due_at) order by o.place), '[]')
    from referral_home o join location l on l.id = o.location_id
    where o.authority_id = r.authority_id and o.referral_id = r.id
      and (o.location_id = $3 or $3 in (r.hospital_location_id, r.assessing_location_id)))))::text as body
from unnest($1::uuid[], $2::uuid[]) as t(a, i)
join referral r on r.authority_id = t.a and r.id = t.i
join location h on h.id = r.hospital_location_id
