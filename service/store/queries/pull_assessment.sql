-- Assessments as a tablet holds them
-- With their newest answers as the bytes that came.
select a.authority_id, a.id, a.person_id, a.referral_id, a.reference, a.state, a.rev, a.trusted, a.received_at, r.body
from unnest($1::uuid[], $2::uuid[]) as t(a, i)
join assessment a on a.authority_id = t.a and a.id = t.i
join assessment_rev r on r.authority_id = a.authority_id and r.id = a.id and r.rev = a.rev
