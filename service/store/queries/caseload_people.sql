-- The people whom a caseload names, by record id
select p.id, i.value as record_id, p.given_name, p.family_name, p.date_of_birth, p.postcode, p.flags, p.next_review_due,
  p.version, n.value as nhs_number
from person_identifier i
join person p on p.authority_id = i.authority_id and p.id = i.person_id
left join person_identifier n
  on n.authority_id = p.authority_id and n.person_id = p.id and n.system = 'nhs' and n.valid_until is null
where i.authority_id = $1 and i.system = 'record' and i.value = any ($2::text[]) and i.valid_until is null
