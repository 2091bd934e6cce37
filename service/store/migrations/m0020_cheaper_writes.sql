-- What a push costs: the feed in fewer and simpler statements, and a revision as one row wherever it fits into a page.

-- As before (0004), but that the scopes are locked by a statement of their own, so that the next one sees them as they are.
create or replace function sync_write(scopes uuid[], kinds smallint[], entities uuid[], revs int[], gone boolean[], at timestamptz)
returns table (scope_id uuid, kind smallint, entity_id uuid, seq bigint) language sql rows 10 as $$
  select from sync_scope z where z.scope_id = any (scopes) order by z.scope_id for no key update;
  with c as (
    select s, k, e, max(r) as r, bool_and(x) as x, row_number() over (partition by s order by k, e) as n
    from unnest(scopes, kinds, entities, revs, gone) as t(s, k, e, r, x) group by s, k, e),
  d as (
    select c.s, count(*) as n,
      coalesce(bit_xor(sync_share(f.kind, f.entity_id, f.rev)) filter (where not f.removed), 0)
        # coalesce(bit_xor(sync_share(c.k, c.e, c.r)) filter (where not c.x), 0) as change
    from c left join sync_feed f on f.scope_id = c.s and f.kind = c.k and f.entity_id = c.e group by c.s),
  h as (
    update sync_scope z set head = z.head + d.n, digest = z.digest # d.change from d where z.scope_id = d.s
    returning z.scope_id, z.authority_id, z.head - d.n as base)
  insert into sync_feed as f (authority_id, scope_id, seq, kind, entity_id, rev, removed, changed_at)
  select h.authority_id, c.s, h.base + c.n, c.k, c.e, c.r, c.x, at from c join h on h.scope_id = c.s
  on conflict (scope_id, kind, entity_id) do update
    set seq = excluded.seq, rev = excluded.rev, removed = excluded.removed, changed_at = excluded.changed_at
  returning f.scope_id, f.kind, f.entity_id, f.seq
$$;

-- As before (0009). Who holds the people is looked up by person: an `exists` here reads everybody whom the actor holds.
create or replace function sync_publish(authorities uuid[], persons uuid[], kinds smallint[], entities uuid[], revs int[], gone boolean[], at timestamptz,
  left_authorities uuid[] default '{}', left_persons uuid[] default '{}', left_holders uuid[] default '{}')
returns table (authority_id uuid, holder_id uuid, scope_id uuid, kind smallint, entity_id uuid, seq bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  rows_scopes uuid[]; rows_kinds smallint[]; rows_entities uuid[]; rows_revs int[]; rows_gone boolean[];
  gone_scopes uuid[]; gone_kinds smallint[]; gone_entities uuid[]; gone_revs int[];
begin
  perform from unnest(authorities || left_authorities, persons || left_persons) as t(a, p)
  cross join lateral (
    select count(*) as held from access_grant g
    where g.authority_id = t.a and g.person_id = t.p and g.holder_id = any (actor_holders())
      and g.valid_from <= at and (g.valid_until is null or g.valid_until >= at)) h
  where t.a <> all (actor_authorities()) or (h.held = 0 and t.a <> all (actor_staff_of()));
  if found then
    raise exception 'published out of the reach of the actor' using errcode = '42501';
  end if;
  for attempt in 1..2 loop
    select array_agg(z.scope_id), array_agg(t.k), array_agg(t.e), array_agg(t.r), array_agg(t.x)
      into rows_scopes, rows_kinds, rows_entities, rows_revs, rows_gone
    from unnest(authorities, persons, kinds, entities, revs, gone) as t(a, p, k, e, r, x)
    join access_grant g on g.authority_id = t.a and g.person_id = t.p and g.holder_kind = 'location'
      and g.valid_from <= at and (g.valid_until is null or g.valid_until > at)
    left join sync_scope z on z.authority_id = g.authority_id and z.holder_id = g.holder_id and z.class = 0;
    exit when array_position(rows_scopes, null) is null;
    if attempt = 2 then
      raise exception 'a scope is missing' using errcode = 'XX001';
    end if;
    insert into sync_scope (scope_id, authority_id, holder_id, class)
    select gen_random_uuid(), h.authority_id, h.holder_id, 0 from (
      select distinct g.authority_id, g.holder_id
      from unnest(authorities, persons) as t(a, p) join access_grant g on g.authority_id = t.a and g.person_id = t.p
      where g.holder_kind = 'location' and g.valid_from <= at and (g.valid_until is null or g.valid_until > at)
      order by 1, 2) h
    on conflict do nothing;
  end loop;
  if cardinality(left_holders) > 0 then
    select array_agg(z.scope_id), array_agg(f.kind), array_agg(f.entity_id), array_agg(f.rev)
      into gone_scopes, gone_kinds, gone_entities, gone_revs
    from unnest(left_authorities, left_persons, left_holders) as t(a, p, h)
    join sync_scope z on z.authority_id = t.a and z.holder_id = t.h and z.class = 0
    join lateral (
      select 1::smallint as k, t.p as e
      union all select 2, k.id from package k where k.authority_id = t.a and k.person_id = t.p
      union all select 3, s.id from submission s where s.authority_id = t.a and s.person_id = t.p
      union all select 5, r.id from referral r where r.authority_id = t.a and r.person_id = t.p
      union all select 6, s.id from assessment s where s.authority_id = t.a and s.person_id = t.p) e on true
    join sync_feed f on f.scope_id = z.scope_id and f.kind = e.k and f.entity_id = e.e and not f.removed
    where not exists (
      select from access_grant g where g.authority_id = t.a and g.person_id = t.p and g.holder_id = t.h
        and g.valid_from <= at and (g.valid_until is null or g.valid_until > at));
    rows_scopes := rows_scopes || gone_scopes;
    rows_kinds := rows_kinds || gone_kinds;
    rows_entities := rows_entities || gone_entities;
    rows_revs := rows_revs || gone_revs;
    rows_gone := rows_gone || array_fill(true, array[coalesce(cardinality(gone_scopes), 0)]);
  end if;
  if rows_scopes is null then return; end if;
  return query
    select z.authority_id, z.holder_id, w.scope_id, w.kind, w.entity_id, w.seq
    from sync_write(rows_scopes, rows_kinds, rows_entities, rows_revs, rows_gone, at) w
    join sync_scope z on z.scope_id = w.scope_id;
end $$;

-- A revision is written once, read by its key, and never changed. As one row it is neither compressed nor taken to pieces;
-- kept apart, the answers of most take the same room on the disk.
alter table submission_rev set (toast_tuple_target = 8160);
