-- By what councils rate, from when on
-- Every version of the rating policy of the authorities $1 that took effect or will, the earliest first.
select p.authority_id, p.version, p.body, p.effective_from
from policy p
where p.authority_id = any ($1::uuid[]) and p.name = 'rating' and p.effective_from is not null
order by p.effective_from, p.version
