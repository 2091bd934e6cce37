-- The discharge board: who waits to leave hospital, or has come and wasn't looked at, the longest waiting first
-- $1 authorities, $2 hospital, $3 ward, $4 pathway, $5 category, each null for all; $6 and $7 the place after which the page
-- begins, $8 how many. With the newest answers, by which the weekend checks are judged, and what the taker said of the room.
select r.*, p.given_name || ' ' || p.family_name as person_name, h.name as hospital_name,
  m.state as home_state, m.location_id as home_id, l.name as home_name, m.due_at,
  a.record_reference,
  exists (select from package k where k.authority_id = r.authority_id and k.person_id = r.person_id
    and k.location_id = m.location_id and k.ends_on is null) as has_package,
  v.body, v.form_version, d.accommodation, d.accepted_body, d.accepted_version,
  (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('check', o.check_name, 'status', o.status,
      'reason', o.reason, 'owner', o.owner, 'due_by', o.due_by, 'account_id', o.account_id, 'at', o.at,
      'covers', o.covers)) order by o.id), '[]')
   from weekend_override o where o.authority_id = r.authority_id and o.assessment_id = r.assessment_id) as overrides
from referral r
join person p on p.authority_id = r.authority_id and p.id = r.person_id
join location h on h.id = r.hospital_location_id
left join referral_home m on m.authority_id = r.authority_id and m.referral_id = r.id
  and m.state in ('asked', 'accepted', 'conditional', 'deferred')
left join location l on l.id = m.location_id
left join assessment a on a.authority_id = r.authority_id and a.id = r.assessment_id
left join assessment_rev v on v.authority_id = a.authority_id and v.id = a.id and v.rev = a.rev
left join lateral (
  select x.accommodation, y.body as accepted_body, y.form_version as accepted_version
  from home_decision x join assessment_rev y on y.authority_id = x.authority_id and y.id = x.assessment_id and y.rev = x.rev
  where x.authority_id = r.authority_id and x.assessment_id = r.assessment_id and x.location_id = m.location_id
    and m.state in ('accepted', 'conditional') and x.outcome in ('accept', 'accept_with_conditions')
  order by x.id desc limit 1) d on true
where r.authority_id = any ($1::uuid[]) and (r.closed_at is null or (r.state = 'arrived' and r.checked_at is null))
  and ($2::uuid is null or r.hospital_location_id = $2)
  and ($3::text is null or r.ward = $3)
  and ($4::int is null or r.pathway = $4)
  and ($5::text is null or r.category = $5)
  and ($7::uuid is null or (r.created_at, r.id) > ($6::timestamptz, $7))
order by r.created_at, r.id
limit $8
