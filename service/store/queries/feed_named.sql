-- Entities of scopes by name, in the order in which they are asked for
-- $1 scopes, $2 kinds, $3 entities. What a scope has never had stands there as gone, at 0.
select w.scope_id, w.kind, w.entity_id, coalesce(f.seq, 0) as seq, coalesce(f.rev, 0) as rev, coalesce(f.removed, true) as removed
from unnest($1::uuid[], $2::smallint[], $3::uuid[]) with ordinality as w(scope_id, kind, entity_id, place)
left join sync_feed f using (scope_id, kind, entity_id)
order by w.place
