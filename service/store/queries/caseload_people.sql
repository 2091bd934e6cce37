-- The people whom a caseload names, by record id
-- By their live record ids, as they are now, to be compared with what the file says.
with named as materialized (
  select i.person_id, i.value from person_identifier i
  where i.authority_id = $1 and i.system = 'record' and i.value = any ($2::text[]) and i.valid_until is null)
select p.id, named.value as record_id, p.given_name, p.family_name, p.date_of_birth, p.postcode, p.flags, p.next_review_due,
  p.version, (
    select n.value from person_identifier n
    where n.authority_id = $1 and n.person_id = p.id and n.system = 'nhs' and n.valid_until is null) as nhs_number
from named join person p on p.authority_id = $1 and p.id = named.person_id
