-- Whose identifiers arriving work names
-- $1 authorities, $2 systems, $3 values.
select i.authority_id, i.system, i.value, i.person_id
from unnest($1::uuid[], $2::text[], $3::text[]) as t(a, s, v)
join person_identifier i on i.authority_id = t.a and i.system = t.s and i.value = t.v
