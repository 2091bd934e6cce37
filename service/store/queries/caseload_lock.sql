-- Hold the people whom a caseload names
-- Until the commit, sorted: a push about one of them waits, so that it can't put somebody back who is being moved.
select p.id from person p
where p.authority_id = $1 and p.id = any (array(
  select i.person_id from person_identifier i
  where i.authority_id = $1 and i.system = 'record' and i.value = any ($2::text[]) and i.valid_until is null))
order by p.id
for update
