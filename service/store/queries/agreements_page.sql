-- A page of agreements, by name, each in the version of a day
-- $1 authorities, $2 one agreement, $3 hospital's organisation, $4 home, each null for all; $5 and $6 the place after which the
-- page begins, $7 how many; $8 the day, or null for the latest version; $9 every version instead, the latest first.
select g.*, o.name as hospital_name,
  (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('location_id', h.location_id, 'unit', h.unit,
     'deputies', h.deputies)) order by h.location_id), '[]')
   from agreement_home h
   where h.authority_id = g.authority_id and h.agreement_id = g.id and h.version = g.version) as homes,
  (select coalesce(jsonb_agg(jsonb_build_object('account_id', s.account_id, 'competence', s.competence,
     'level', s.level, 'valid_until', s.valid_until) order by s.account_id), '[]')
   from agreement_assessor s
   where s.authority_id = g.authority_id and s.agreement_id = g.id and s.version = g.version) as assessors
from agreement g join organisation o on o.id = g.hospital_id
where g.authority_id = any ($1::uuid[])
  and ($2::uuid is null or g.id = $2)
  and ($3::uuid is null or g.hospital_id = $3)
  and ($4::uuid is null or exists (
    select from agreement_home h
    where h.authority_id = g.authority_id and h.agreement_id = g.id and h.version = g.version and h.location_id = $4))
  and ($6::uuid is null or (g.name, g.id) > ($5::text, $6))
  and ($9::boolean or g.version = (
    select max(v.version) from agreement v
    where v.authority_id = g.authority_id and v.id = g.id
      and ($8::date is null or v.effective_from <= $8 or v.version = 1)))
order by g.name, g.id, g.version desc
limit $7
