-- What a device may hold, and the feed that tells it what changed. See the reader and the writer in queries/feed_*.sql.

create table sync_scope (
  scope_id uuid primary key,
  authority_id uuid not null references authority,
  holder_id uuid not null,
  class smallint not null check (class in (0, 1)),  -- 0 active, 1 history
  head bigint not null default 0,
  floor bigint not null default 0,
  digest bigint not null default 0,
  unique (authority_id, holder_id, class)
) with (fillfactor = 50);

create table sync_feed (
  authority_id uuid not null,
  scope_id uuid not null references sync_scope,
  seq bigint not null,
  kind smallint not null,
  entity_id uuid not null,
  rev int not null,
  removed boolean not null default false,
  changed_at timestamptz not null,
  primary key (scope_id, kind, entity_id)
) with (fillfactor = 80);
create unique index sync_feed_order on sync_feed (scope_id, seq);

create function sync_kind_name(kind smallint) returns text language sql immutable
  return (array['person', 'package', 'submission', 'outcome', 'referral', 'assessment'])[kind];

-- A live row's share in its scope's digest: the first eight bytes of SHA-256 over the ASCII `kind:id:rev`.
create function sync_share(kind smallint, entity uuid, rev int) returns bigint language sql immutable
  return ('x' || left(encode(sha256(convert_to(sync_kind_name(kind) || ':' || entity || ':' || rev, 'UTF8')), 'hex'), 16))::bit(64)::bigint;

alter table sync_scope enable row level security;
alter table sync_feed enable row level security;
create policy held on sync_scope using (
  authority_id = any ((select actor_authorities())::uuid[]) and holder_id = any ((select actor_holders())::uuid[]));
create policy held on sync_feed using (exists (select from sync_scope z where z.scope_id = sync_feed.scope_id));

-- The last statement of every writing transaction. Takes the next numbers of each scope, whose row stays locked to the
-- commit: no reader can see a gap. The entities themselves are locked before, so their old share is the share that counts.
create function sync_write(scopes uuid[], kinds smallint[], entities uuid[], revs int[], gone boolean[], at timestamptz)
returns table (scope_id uuid, kind smallint, entity_id uuid, seq bigint) language sql as $$
  with c as (
    select s, k, e, max(r) as r, bool_and(x) as x
    from unnest(scopes, kinds, entities, revs, gone) as t(s, k, e, r, x) group by s, k, e),
  lk as materialized (
    select z.scope_id from sync_scope z where z.scope_id in (select s from c) order by z.scope_id for no key update),
  old as (
    select c.s, bit_xor(sync_share(f.kind, f.entity_id, f.rev)) as share
    from c join sync_feed f on f.scope_id = c.s and f.kind = c.k and f.entity_id = c.e
    where not f.removed group by c.s),
  n as (
    select c.s, count(*) as n, bit_xor(sync_share(c.k, c.e, c.r)) filter (where not c.x) as share from c group by c.s),
  h as (
    update sync_scope z set head = z.head + n.n, digest = z.digest # coalesce(old.share, 0) # coalesce(n.share, 0)
    from n left join old using (s)
    where z.scope_id = n.s and (select count(*) from lk) > 0
    returning z.scope_id, z.authority_id, z.head - n.n as base)
  insert into sync_feed as f (authority_id, scope_id, seq, kind, entity_id, rev, removed, changed_at)
  select h.authority_id, c.s, h.base + row_number() over (partition by c.s order by c.k, c.e), c.k, c.e, c.r, c.x, at
  from c join h on h.scope_id = c.s
  on conflict (scope_id, kind, entity_id) do update
    set seq = excluded.seq, rev = excluded.rev, removed = excluded.removed, changed_at = excluded.changed_at
  returning f.scope_id, f.kind, f.entity_id, f.seq
$$;

-- Listed definer functions: they write rows of other holders' scopes, which the caller may not see.

-- What changed about people the caller reaches, into every scope whose holder has a live grant; and for each holder that
-- a person has left, unless another grant still holds, that all it had of them is gone. One statement writes it all, since
-- two would lock the heads of the scopes in an order of their own.
create function sync_publish(authorities uuid[], persons uuid[], kinds smallint[], entities uuid[], revs int[], gone boolean[], at timestamptz,
  left_authorities uuid[] default '{}', left_persons uuid[] default '{}', left_holders uuid[] default '{}')
returns table (authority_id uuid, holder_id uuid, scope_id uuid, kind smallint, entity_id uuid, seq bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  rows_scopes uuid[]; rows_kinds smallint[]; rows_entities uuid[]; rows_revs int[]; rows_gone boolean[];
  written bigint;
begin
  if exists (select from unnest(left_authorities) a where a <> all (actor_staff_of())) or exists (
    select from unnest(authorities, persons) as t(a, p)
    where t.a <> all (actor_authorities()) or (t.a <> all (actor_staff_of()) and not exists (
      select from access_grant g where g.authority_id = t.a and g.person_id = t.p and g.holder_id = any (actor_holders())
        and g.valid_from <= at and (g.valid_until is null or g.valid_until > at)))) then
    raise exception 'published out of the reach of the actor' using errcode = '42501';
  end if;
  insert into sync_scope (scope_id, authority_id, holder_id, class)
  select gen_random_uuid(), h.authority_id, h.holder_id, 0 from (
    select distinct g.authority_id, g.holder_id
    from unnest(authorities, persons) as t(a, p) join access_grant g on g.authority_id = t.a and g.person_id = t.p
    where g.holder_kind = 'location' and g.valid_from <= at and (g.valid_until is null or g.valid_until > at)
    order by 1, 2) h
  on conflict do nothing;
  select array_agg(c.s), array_agg(c.k), array_agg(c.e), array_agg(c.r), array_agg(c.x)
    into rows_scopes, rows_kinds, rows_entities, rows_revs, rows_gone
  from (
    select z.scope_id, t.k, t.e, t.r, t.x
    from unnest(authorities, persons, kinds, entities, revs, gone) as t(a, p, k, e, r, x)
    join lateral (
      select distinct g.holder_id from access_grant g
      where g.authority_id = t.a and g.person_id = t.p and g.holder_kind = 'location'
        and g.valid_from <= at and (g.valid_until is null or g.valid_until > at)) g on true
    join sync_scope z on z.authority_id = t.a and z.holder_id = g.holder_id and z.class = 0
    union all
    select z.scope_id, f.kind, f.entity_id, f.rev, true
    from unnest(left_authorities, left_persons, left_holders) as t(a, p, h)
    join sync_scope z on z.authority_id = t.a and z.holder_id = t.h and z.class = 0
    join lateral (
      select 1::smallint as k, t.p as e
      union all select 2, k.id from package k where k.authority_id = t.a and k.person_id = t.p
      union all select 3, s.id from submission s where s.authority_id = t.a and s.person_id = t.p) e on true
    join sync_feed f on f.scope_id = z.scope_id and f.kind = e.k and f.entity_id = e.e and not f.removed
    where not exists (
      select from access_grant g where g.authority_id = t.a and g.person_id = t.p and g.holder_id = t.h
        and g.valid_from <= at and (g.valid_until is null or g.valid_until > at))) as c(s, k, e, r, x);
  if rows_scopes is null then return; end if;
  return query
    with w as materialized (select * from sync_write(rows_scopes, rows_kinds, rows_entities, rows_revs, rows_gone, at))
    select z.authority_id, z.holder_id, w.scope_id, w.kind, w.entity_id, w.seq from w join sync_scope z on z.scope_id = w.scope_id;
  get diagnostics written = row_count;
  if written <> (select count(*) from (select distinct s, k, e from unnest(rows_scopes, rows_kinds, rows_entities) as t(s, k, e)) d) then
    raise exception 'a scope is missing: % of the rows were published', written using errcode = 'XX001';
  end if;
end $$;

-- What concerns one holder only: the outcome of an op that became no submission, or a person who has left.
create function sync_tell(of_authority uuid, holder uuid, of_kind smallint, entity uuid, of_rev int, is_gone boolean, at timestamptz)
returns table (scope_id uuid, seq bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
declare scope uuid;
begin
  if of_authority <> all (actor_authorities()) then
    raise exception 'told outside the authorities of the actor' using errcode = '42501';
  end if;
  insert into sync_scope (scope_id, authority_id, holder_id, class) values (gen_random_uuid(), of_authority, holder, 0)
  on conflict do nothing;
  select z.scope_id into strict scope from sync_scope z
  where z.authority_id = of_authority and z.holder_id = holder and z.class = 0;
  return query select w.scope_id, w.seq
    from sync_write(array[scope], array[of_kind], array[entity], array[of_rev], array[is_gone], at) w;
end $$;

-- Whether an id is taken, whoever's it is: one that exists but is invisible is neither claimed nor found.
create function submission_id_in_use(of_authority uuid, of_id uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select of_authority = any (actor_authorities())
    and exists (select from submission s where s.authority_id = of_authority and s.id = of_id)
$$;

-- Whether an op has been applied, whoever sent it: on a shared tablet, work of one author may build on another's. What was
-- quarantined counts once staff have accepted it.
create function op_applied(of_authority uuid, of_op uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select of_authority = any (actor_authorities()) and (
    exists (select from op_ledger l where l.authority_id = of_authority and l.op_id = of_op and l.status = 'accepted')
    or exists (select from quarantine q where q.authority_id = of_authority and q.op_id = of_op and q.state = 'accepted'))
$$;

-- In what capacities colleagues work at a location that the caller holds, and what training they have had.
create function standing_at(accounts uuid[], locations uuid[], at timestamptz)
returns table (account_id uuid, location_id uuid, roles text[], training jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.a, t.l,
    (select coalesce(array_agg(distinct m.role order by m.role), '{}') from membership m
     where m.account_id = t.a and m.organisation_id = p.organisation_id and (m.location_id is null or m.location_id = t.l)
       and m.valid_from <= at and (m.valid_until is null or m.valid_until > at)),
    (select coalesce(jsonb_agg(jsonb_build_object('course', r.course, 'completed_on', r.completed_on, 'expires_on', r.expires_on)
                               order by r.course, r.completed_on), '[]')
     from training r where r.account_id = t.a)
  from unnest(accounts, locations) as t(a, l) join location p on p.id = t.l
  where t.l = any (actor_holders()) or exists (
    select from organisation_authority o
    where o.organisation_id = p.organisation_id and o.authority_id = any (actor_staff_of()))
$$;

-- What became of quarantined work of one location that the caller holds; only what the device is told, never the work itself.
create function quarantine_outcomes(of_location uuid, authorities uuid[], ops uuid[])
returns table (authority_id uuid, op_id uuid, entity_id uuid, reference text, state text, reason text, submission_rev int, resolved_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select q.authority_id, q.op_id, q.entity_id, q.reference, q.state, q.reason, q.submission_rev, q.resolved_at
  from unnest(authorities, ops) as t(a, o) join quarantine q on q.authority_id = t.a and q.op_id = t.o
  where q.location_id = of_location and of_location = any (actor_holders()) and q.state <> 'open'
$$;

-- For which organisations people work: nobody verifies work of their own house, also where they may not see its staff.
create function organisations_of(accounts uuid[], at timestamptz) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct m.organisation_id from membership m
  where m.account_id = any (accounts) and actor_account() is not null
    and m.valid_from <= at and (m.valid_until is null or m.valid_until > at)
$$;
