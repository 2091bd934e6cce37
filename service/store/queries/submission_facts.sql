-- Submissions with everything that a decision about each has to know
-- $1 authorities, $2 ids; $3 the organisations of whoever decides.
select s.*, p.given_name || ' ' || p.family_name as person_name, g.name as location_name, h.authors, h.houses, r.findings, r.routing,
  e.named, e.arrived,
  array(select d.body from decision d where d.authority_id = s.authority_id and d.submission_id = s.id
    and d.rev = s.rev and d.outcome = 'approved' and not d.void) as approved_by
from unnest($1::uuid[], $2::uuid[]) as t(a, i)
join submission s on s.authority_id = t.a and s.id = t.i
join submission_rev r on r.authority_id = s.authority_id and r.id = s.id and r.rev = s.rev
join submission_hands($1, $2, $3::uuid[]) h on h.authority_id = s.authority_id and h.id = s.id
cross join lateral (
  select count(*) as named, count(*) filter (where e.has_come) as arrived from evidence e
  where e.authority_id = s.authority_id and e.submission_id = s.id and e.rev = s.rev) e
join person p on p.authority_id = s.authority_id and p.id = s.person_id
join location g on g.id = s.location_id
