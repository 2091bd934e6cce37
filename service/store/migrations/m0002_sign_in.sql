-- Who is calling, and on what: tablets, sessions, and how often a secret may be tried.

-- `version` rises with every change of state, and a token of another version is refused.
-- Sessions that were opened at a version before `sessions_since` are over: an order to wipe ends them.
create table device (
  id uuid primary key,
  location_id uuid not null references location,
  name text not null,
  state text not null default 'active' check (state in ('active', 'suspended', 'deposit_only', 'wipe_pending', 'wiped')),
  state_reason text check (state_reason in ('by-staff', 'refresh-token-reused')),
  state_since timestamptz not null,
  state_by uuid references account,
  version int not null default 1,
  sessions_since int not null default 1,
  enrolled_by uuid not null references account,
  enrolled_at timestamptz not null,
  last_seen_at timestamptz
);
create index on device (location_id);

create table device_code (
  hash bytea primary key,
  location_id uuid not null references location,
  created_by uuid not null references account,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  device_id uuid references device
);

-- One sign-in with all that was refreshed from it. `source` is a digest of the username and of where it was used from:
-- whoever signed in from there before is not slowed by what strangers try.
create table session (
  id uuid primary key,
  account_id uuid not null references account,
  device_id uuid references device,
  device_version int,
  source bytea not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  end_reason text check (end_reason in ('signed-out', 'refresh-token-reused', 'unreceived-token-used'))
);
create index on session (source, created_at);
create index on session (account_id);
create index on session (device_id);

-- One pair of tokens; `id` is also the id (`jti`) of the access token. `revoked_at` is set on a pair whose reply was lost.
create table refresh_token (
  id uuid primary key,
  hash bytea not null unique,
  session_id uuid not null references session,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  replaced_at timestamptz,
  successor_id uuid,
  revoked_at timestamptz
);
create index on refresh_token (session_id);
create index on refresh_token (expires_at);

-- Leaky buckets: each attempt adds a drip, and `empty_at` is when the last has run out.
create table throttle (
  bucket bytea primary key,
  empty_at timestamptz not null
);
create index on throttle (empty_at);

-- Where the actor may see which tablets there are: at the locations they manage, and, for staff of an authority, at those
-- of every organisation that works with it.
create function locations_of_devices_in_sight() returns setof uuid language sql stable as $$
  select l.id from membership m join location l on l.organisation_id = m.organisation_id
  where m.account_id = actor_account() and m.role in ('provider_admin', 'home_manager')
    and (m.location_id is null or m.location_id = l.id)
    and m.valid_from <= actor_at() and (m.valid_until is null or m.valid_until > actor_at())
  union
  select l.id from organisation_authority o join location l on l.organisation_id = o.organisation_id
  where o.authority_id = any (actor_staff_of())
    and o.valid_from <= actor_at() and (o.valid_until is null or o.valid_until > actor_at())
$$;

alter table device enable row level security;
create policy seen_by_managers_and_staff on device for select using (location_id in (select locations_of_devices_in_sight()));
create policy changed_by_managers_and_staff on device for update using (location_id in (select locations_of_devices_in_sight()));
alter table device_code enable row level security;
create policy made_by_managers_and_staff on device_code for insert with check (
  created_by = (select actor_account()) and location_id in (select locations_of_devices_in_sight()));

-- Nobody has a policy on these: what precedes an actor goes through the functions below, and nothing else reaches them.
alter table session enable row level security;
alter table refresh_token enable row level security;
alter table throttle enable row level security;

-- Listed definer functions. They run before it is known who calls, or decide whether it is known.

-- What signing in needs to know: the account behind a username, and whether it has signed in from this tablet or this
-- address since then. Always one row, so that an unknown username looks like any other.
create function sign_in_facts(of_username text, of_device uuid, device_source bytea, address_source bytea, since timestamptz)
returns table (account_id uuid, password_hash text, device_enrolled boolean, device_known boolean, address_known boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.id, a.password_hash,
    exists (select from device d where d.id = of_device and d.state <> 'wiped'),
    exists (select from session s where s.source = device_source and s.created_at >= since),
    exists (select from session s where s.source = address_source and s.created_at >= since)
  from (select) one left join account a on a.username = of_username
$$;

-- Puts a drip into each bucket, or into none if one of them is full: then says how long until there is room in all.
create function throttle_take(buckets bytea[], drips interval[], bursts int[], at timestamptz) returns interval
language plpgsql security definer set search_path = public, pg_temp as $$
declare wait interval;
begin
  insert into throttle (bucket, empty_at) select b, at from unnest(buckets) b order by b on conflict do nothing;
  perform from throttle t where t.bucket = any (buckets) order by t.bucket for update;
  select max(t.empty_at + q.drip - q.drip * q.burst - at) into wait
  from unnest(buckets, drips, bursts) as q(bucket, drip, burst) join throttle t using (bucket);
  if wait > interval '0' then return wait; end if;
  update throttle t set empty_at = greatest(t.empty_at, at) + q.drip
  from unnest(buckets, drips) as q(bucket, drip) where t.bucket = q.bucket;
  return interval '0';
end $$;

-- Takes the drips out again, once the secret turned out to be right.
create function throttle_give_back(buckets bytea[], drips interval[]) returns void
language sql security definer set search_path = public, pg_temp as $$
  select from throttle t where t.bucket = any (buckets) order by t.bucket for update;
  update throttle t set empty_at = t.empty_at - q.drip
  from unnest(buckets, drips) as q(bucket, drip) where t.bucket = q.bucket
$$;

-- Keeps a password under new parameters, unless it was changed meanwhile.
create function password_rehash(of_account uuid, old_hash text, new_hash text) returns void
language sql security definer set search_path = public, pg_temp as $$
  update account set password_hash = new_hash where id = of_account and password_hash = old_hash
$$;

-- The standing of an account on a device at a time: states, live memberships with their reach, and the holders through
-- which it reaches people. A membership at one location holds that location; one of the whole organisation, all of it.
create function caller_standing(of_account uuid, of_device uuid, at timestamptz) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  with live as (
    select m.* from membership m
    where m.account_id = of_account and m.valid_from <= at and (m.valid_until is null or m.valid_until > at)),
  described as (
    select live.valid_from, live.id, jsonb_build_object(
      'role', live.role,
      'organisation', jsonb_build_object('id', o.id, 'name', o.name),
      'location', case when l.id is not null then jsonb_build_object('id', l.id, 'name', l.name) end,
      'team', case when t.id is not null then jsonb_build_object('id', t.id, 'name', t.name) end,
      'authority_ids', case when t.id is not null then jsonb_build_array(t.authority_id) else (
        select coalesce(jsonb_agg(distinct w.authority_id), '[]') from organisation_authority w
        where w.organisation_id = o.id and w.valid_from <= at and (w.valid_until is null or w.valid_until > at)) end
    ) as membership
    from live join organisation o on o.id = live.organisation_id
    left join location l on l.id = live.location_id left join team t on t.id = live.team_id),
  holder as (
    select location_id as id from live where location_id is not null
    union select team_id from live where team_id is not null
    union select organisation_id from live where location_id is null
    union select l.id from live join location l using (organisation_id) where live.location_id is null)
  select jsonb_strip_nulls(jsonb_build_object(
    'account_state', a.state,
    'device', (select jsonb_build_object('state', d.state, 'version', d.version,
                 'location_id', d.location_id, 'organisation_id', l.organisation_id)
               from device d join location l on l.id = d.location_id where d.id = of_device),
    'memberships', (select coalesce(jsonb_agg(membership order by valid_from, id), '[]') from described),
    'holder_ids', (select coalesce(jsonb_agg(id), '[]') from holder)))
  from account a where a.id = of_account
$$;

-- Whether an access token still counts: its session has not ended, and its pair was not revoked.
create function access_is_live(of_session uuid, of_token uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select from refresh_token r join session s on s.id = r.session_id left join device d on d.id = s.device_id
    where r.id = of_token and s.id = of_session and r.revoked_at is null and s.ended_at is null
      and (d.id is null or s.device_version >= d.sessions_since))
$$;

-- Opens a session with its first pair of tokens.
create function session_open(new_session uuid, of_account uuid, on_device uuid, from_source bytea,
  new_token uuid, new_hash bytea, until timestamptz, at timestamptz) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into session (id, account_id, device_id, device_version, source, created_at)
  values (new_session, of_account, on_device, (select d.version from device d where d.id = on_device), from_source, at);
  insert into refresh_token (id, hash, session_id, issued_at, expires_at) values (new_token, new_hash, new_session, at, until);
  update device set last_seen_at = at where id = on_device
$$;

-- What is known of a refresh token, with its session locked, so that of two at once the second sees what the first did.
create function refresh_token_lock(presented bytea)
returns table (token_id uuid, session_id uuid, account_id uuid, account_state text, device_id uuid, device_state text,
  device_version int, session_over boolean, expires_at timestamptz, replaced_at timestamptz, revoked boolean,
  successor_used boolean)
language sql security definer set search_path = public, pg_temp as $$
  select from session s where s.id = (select r.session_id from refresh_token r where r.hash = presented) for update;
  select r.id, s.id, a.id, a.state, d.id, d.state, d.version,
    s.ended_at is not null or coalesce(s.device_version < d.sessions_since, false),
    r.expires_at, r.replaced_at, r.revoked_at is not null, coalesce(n.replaced_at is not null, false)
  from refresh_token r join session s on s.id = r.session_id join account a on a.id = s.account_id
  left join device d on d.id = s.device_id left join refresh_token n on n.id = r.successor_id
  where r.hash = presented
$$;

-- Replaces a refresh token by a new pair; the pair that replaced it before was never received and is revoked.
create function refresh_token_replace(old_token uuid, new_token uuid, new_hash bytea, until timestamptz, at timestamptz)
returns void language sql security definer set search_path = public, pg_temp as $$
  update refresh_token set revoked_at = at
  where id = (select o.successor_id from refresh_token o where o.id = old_token);
  insert into refresh_token (id, hash, session_id, issued_at, expires_at)
  select new_token, new_hash, o.session_id, at, until from refresh_token o where o.id = old_token;
  update refresh_token set replaced_at = coalesce(replaced_at, at), successor_id = new_token where id = old_token;
  update device set last_seen_at = at
  where id = (select s.device_id from refresh_token o join session s on s.id = o.session_id where o.id = old_token)
$$;

-- Ends a session; it stays ended, for its first reason.
create function session_end(of_session uuid, reason text, at timestamptz) returns void
language sql security definer set search_path = public, pg_temp as $$
  update session set ended_at = at, end_reason = reason where id = of_session and ended_at is null
$$;

-- Suspends the device of a session whose refresh token is in two hands.
create function session_device_suspend(of_session uuid, at timestamptz) returns void
language sql security definer set search_path = public, pg_temp as $$
  update device set state = 'suspended', state_reason = 'refresh-token-reused', state_since = at, state_by = null,
    version = version + 1
  where id = (select s.device_id from session s where s.id = of_session) and state in ('active', 'deposit_only')
$$;

-- Enrols a tablet with a code that is valid and was not used, and answers with its id; else with null.
create function device_enrol(code_hash bytea, new_device uuid, new_name text, at timestamptz) returns uuid
language sql security definer set search_path = public, pg_temp as $$
  with used as (
    update device_code c set used_at = at, device_id = new_device
    where c.hash = code_hash and c.used_at is null and c.expires_at > at
    returning c.location_id, c.created_by)
  insert into device (id, location_id, name, state_since, enrolled_by, enrolled_at)
  select new_device, used.location_id, new_name, at, used.created_by, at from used
  returning id
$$;

-- Forgets some of what no longer matters: buckets that have run out, refresh tokens that have expired.
create function sign_in_forget(at timestamptz) returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from throttle where bucket in (
    select t.bucket from throttle t where t.empty_at < at order by t.empty_at limit 100 for update skip locked);
  delete from refresh_token where id in (
    select r.id from refresh_token r where r.expires_at < at order by r.expires_at limit 100 for update skip locked)
$$;
