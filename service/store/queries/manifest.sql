-- What a scope holds
-- $1 scope; after the place ($2 kind, $3 entity), or from the start; $4 how many.
select kind, entity_id, rev from sync_feed
where scope_id = $1 and not removed and ($2::smallint is null or (kind, entity_id) > ($2, $3::uuid))
order by kind, entity_id limit $4
