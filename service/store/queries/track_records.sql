-- How far verifiers agreed with each provider
-- Those of one authority whose reviews were decided about, by name.
select o.id, o.name, t.decided, t.disagreement
from track_record t join organisation o on o.id = t.organisation_id
where t.authority_id = $1 order by o.name, o.id
