-- Whose identifiers arriving work names
-- $1 authorities, $2 systems, $3 values. A number that was given to the wrong person for a while has had two owners.
select i.authority_id, i.system, i.value, array_agg(i.person_id) as people
from unnest($1::uuid[], $2::text[], $3::text[]) as t(a, s, v)
join person_identifier i on i.authority_id = t.a and i.system = t.s and i.value = t.v
group by i.authority_id, i.system, i.value
