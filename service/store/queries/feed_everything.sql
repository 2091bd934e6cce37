-- Everything about people that a new holder has to be told
-- The people themselves aside.
select 'package' as kind, k.person_id, k.id, k.version from package k where k.authority_id = $1 and k.person_id = any ($2::uuid[])
union all
select 'submission', s.person_id, s.id, s.version from submission s where s.authority_id = $1 and s.person_id = any ($2::uuid[])
union all
select 'referral', r.person_id, r.id, r.version from referral r where r.authority_id = $1 and r.person_id = any ($2::uuid[])
union all
select 'assessment', a.person_id, a.id, a.version from assessment a where a.authority_id = $1 and a.person_id = any ($2::uuid[])
