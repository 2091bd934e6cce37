-- Record ids that were somebody's and are nobody's now
select distinct i.value from person_identifier i
where i.authority_id = $1 and i.system = 'record' and i.value = any ($2::text[]) and not exists (
  select from person_identifier live
  where live.authority_id = $1 and live.system = 'record' and live.value = i.value and live.valid_until is null)
