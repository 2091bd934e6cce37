-- Record ids that were somebody's and are nobody's now
-- A row under such a number is refused: it would make a second person of somebody.
select i.value from person_identifier i
where i.authority_id = $1 and i.system = 'record' and i.value = any ($2::text[])
group by i.value having bool_and(i.valid_until is not null)
