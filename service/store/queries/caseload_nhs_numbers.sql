-- Whose the NHS numbers in a caseload are
-- Live ones only; a number that two people would have is refused.
select i.value, i.person_id from person_identifier i
where i.authority_id = $1 and i.system = 'nhs' and i.value = any ($2::text[]) and i.valid_until is null
