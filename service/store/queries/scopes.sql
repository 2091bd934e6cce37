-- The scopes that a device may hold
-- One for each authority whose people its location cares for, with the authority's epoch; and one for each in which whoever
-- is signed in has drafts, which is theirs alone and has no location.
select z.scope_id, z.authority_id, a.epoch, z.class, z.head, z.floor, z.digest, l.id as location_id, l.name as location_name,
  (select c.cqc_location_id from location_cqc_id c where c.location_id = l.id and c.valid_from <= $2
   and (c.valid_until is null or c.valid_until > $2) order by c.valid_from desc limit 1) as cqc_location_id
from sync_scope z join authority a on a.id = z.authority_id left join location l on l.id = z.holder_id
where z.holder_id = $1 and l.id is not null or z.holder_id = (select actor_account())
order by z.class, l.id is null, z.authority_id
