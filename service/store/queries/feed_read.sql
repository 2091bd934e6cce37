-- What changed since a cursor
-- $1 scopes, $2 after which seq, $3 page size. From the start, what is gone already needs no mention.
select f.scope_id, f.seq, f.kind, f.entity_id, f.rev, f.removed
from unnest($1::uuid[], $2::bigint[]) with ordinality as w(scope_id, after, place)
cross join lateral (
  select * from sync_feed f
  where f.scope_id = w.scope_id and f.seq > w.after and (w.after > 0 or not f.removed)
  order by f.seq limit $3) f
order by w.place, f.seq
