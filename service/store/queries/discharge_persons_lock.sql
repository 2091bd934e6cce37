-- Hold the people whose discharge is about to move
-- $1 authorities, $2 referrals, $3 assessments. Grants begin and end with what a home decides, which is a move of the
-- person: nothing else about them is written until the commit.
select p.id from person p
where p.authority_id = any ($1::uuid[]) and p.id in (
  select r.person_id from referral r where r.authority_id = any ($1) and r.id = any ($2::uuid[])
  union
  select a.person_id from assessment a where a.authority_id = any ($1) and a.id = any ($3::uuid[]))
order by p.authority_id, p.id
for update
