-- The packages that arriving work names
-- With their person, every identifier the person has or had, the ids by which the CQC knows or knew the location and how it
-- rated it from when to when, what was last verified of the package, and by what policies and draws it is judged at $3.
with bound as materialized (
  select a, policies_in_force(a, $3::timestamptz) as policies from (select distinct a from unnest($1::uuid[]) as a) b)
select k.authority_id, k.id, k.funder, k.location_id, l.organisation_id, k.starts_on, l.kind as location_kind,
  k.hours_per_week,
  (select coalesce(array_agg(c.cqc_location_id), '{}') from location_cqc_id c where c.location_id = k.location_id) as cqc_location_ids,
  p.id as person_id, p.given_name || ' ' || p.family_name as person_name, p.date_of_birth, p.deceased_on, p.review_permitted,
  coalesce(k.review_permission_ref, p.review_permission_ref) as review_permission_ref,
  delegations_to(k.authority_id, l.organisation_id) as delegations,
  p.restricted, p.training_data, p.flags,
  n.record_ids, n.nhs_numbers,
  (select coalesce(jsonb_agg(jsonb_build_object(
     'rating', c.rating, 'status', c.status, 'inherited', c.inherited, 'valid_from', c.valid_from, 'valid_until', c.valid_until)), '[]')
   from location_rating c where c.location_id = k.location_id) as location_standings,
  (select coalesce(jsonb_agg(jsonb_build_object('valid_from', o.valid_from, 'valid_until', o.valid_until)), '[]')
   from location_override o
   where o.authority_id = k.authority_id and o.location_id = k.location_id and o.withdrawn_at is null) as location_overrides,
  (select r.routing -> 'if_verified' from submission s
   join submission_rev r on r.authority_id = s.authority_id and r.id = s.id and r.rev = s.rev
   where s.authority_id = k.authority_id and s.package_id = k.id and s.state in ('approved', 'recorded')
   order by s.received_at desc limit 1) as previous,
  a.sampling_seed, g.decided, g.disagreement, bound.policies
from unnest($1::uuid[], $2::uuid[]) as t(a, i)
join package k on k.authority_id = t.a and k.id = t.i
join person p on p.authority_id = k.authority_id and p.id = k.person_id
join location l on l.id = k.location_id
join authority a on a.id = k.authority_id
join bound on bound.a = k.authority_id
cross join lateral (
  select coalesce(array_agg(i.value) filter (where i.system = 'record'), '{}') as record_ids,
    coalesce(array_agg(i.value) filter (where i.system = 'nhs'), '{}') as nhs_numbers
  from person_identifier i where i.authority_id = p.authority_id and i.person_id = p.id) n
left join track_record g on g.authority_id = k.authority_id and g.organisation_id = l.organisation_id
