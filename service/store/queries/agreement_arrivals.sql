-- The latest hundred arrivals of people who were assessed under an agreement, as far as the caller reaches them
-- For the agreement's lead: what homes found, by whom it was assessed, and nobody's name.
select c.*, a.reference, a.assessor_id, l.name as location_name
from arrival_check c
join assessment a on a.authority_id = c.authority_id and a.id = c.assessment_id
join location l on l.id = c.location_id
where a.authority_id = any ($1::uuid[]) and a.agreement_id = $2
order by c.checked_at desc, c.assessment_id
limit 100
