-- Tablets that may not sync: what they may still hand in, how they are told to wipe themselves, and what they went through.

-- What a tablet was given when somebody signed in on it: with it that person's work can be handed in, and nothing else.
create table deposit_credential (
  hash bytea primary key,
  device_id uuid not null references device,
  account_id uuid not null references account,
  given_at timestamptz not null,
  expires_at timestamptz not null
);
create index on deposit_credential (device_id);
create index on deposit_credential (expires_at);

-- An order to wipe as it was signed. It is pending until it was cancelled or the tablet has carried it out; a tablet that
-- had it before it was cancelled is wiped all the same, and says so.
create table wipe_order (
  nonce uuid primary key,
  device_id uuid not null references device,
  signed text not null,
  deposit_first boolean not null,
  ordered_by uuid not null references account,
  ordered_at timestamptz not null,
  cancelled_at timestamptz,
  carried_out_at timestamptz
);
create unique index wipe_order_pending on wipe_order (device_id) where cancelled_at is null and carried_out_at is null;

-- Every state that a tablet was in after it was enrolled; nobody moved it where it suspended or wiped itself.
create table device_history (
  id bigint generated always as identity primary key,
  device_id uuid not null references device,
  from_state text not null,
  to_state text not null,
  reason text,
  account_id uuid references account,
  at timestamptz not null
);
create index on device_history (device_id, id);

alter table deposit_credential enable row level security; -- reached through the functions below only
alter table wipe_order enable row level security;
create policy of_tablets_in_sight on wipe_order using (device_id in (select d.id from device d));
alter table device_history enable row level security;
create policy of_tablets_in_sight on device_history using (device_id in (select d.id from device d));

-- Listed definer functions. They run for a tablet of which nobody is signed in.

create function deposit_credential_give(new_hash bytea, to_device uuid, of_account uuid, at timestamptz, until timestamptz)
returns void language sql security definer set search_path = public, pg_temp as $$
  delete from deposit_credential where hash in (
    select c.hash from deposit_credential c where c.expires_at < at order by c.expires_at limit 100 for update skip locked);
  insert into deposit_credential (hash, device_id, account_id, given_at, expires_at)
  values (new_hash, to_device, of_account, at, until)
$$;

-- Who hands in work with this credential, and for which councils: those with which the tablet's organisation has worked.
create function deposit_bearer(presented bytea, at timestamptz)
returns table (device_id uuid, account_id uuid, location_id uuid, organisation_id uuid, state text, authority_ids uuid[],
  wipe_order text)
language sql stable security definer set search_path = public, pg_temp as $$
  select d.id, c.account_id, d.location_id, l.organisation_id, d.state,
    (select coalesce(array_agg(distinct w.authority_id), '{}') from organisation_authority w
     where w.organisation_id = l.organisation_id and w.valid_from <= at),
    (select w.signed from wipe_order w
     where w.device_id = d.id and w.cancelled_at is null and w.carried_out_at is null)
  from deposit_credential c join device d on d.id = c.device_id join location l on l.id = d.location_id
  where c.hash = presented and c.expires_at > at
$$;

-- A tablet has carried out an order to wipe; says whether it ever had that order. Again changes nothing.
create function wipe_carried_out(of_device uuid, of_nonce uuid, at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare before text;
begin
  perform from wipe_order w where w.device_id = of_device and w.nonce = of_nonce;
  if not found then return false; end if;
  select d.state into before from device d where d.id = of_device for update;
  update wipe_order set carried_out_at = at where nonce = of_nonce and carried_out_at is null;
  if before <> 'wiped' then
    update device set state = 'wiped', state_reason = null, state_since = at, state_by = null, version = version + 1,
      sessions_since = version + 1 where id = of_device;
    insert into device_history (device_id, from_state, to_state, at) values (of_device, before, 'wiped', at);
  end if;
  return true;
end $$;

-- As before; an order to wipe goes with the state.
create or replace function caller_standing(of_account uuid, of_device uuid, at timestamptz) returns jsonb
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
                 'location_id', d.location_id, 'organisation_id', l.organisation_id,
                 'wipe_order', case when d.state = 'wipe_pending' then (select w.signed from wipe_order w
                   where w.device_id = d.id and w.cancelled_at is null and w.carried_out_at is null) end)
               from device d join location l on l.id = d.location_id where d.id = of_device),
    'memberships', (select coalesce(jsonb_agg(membership order by valid_from, id), '[]') from described),
    'holder_ids', (select coalesce(jsonb_agg(id), '[]') from holder)))
  from account a where a.id = of_account
$$;

drop function refresh_token_lock(bytea);
create function refresh_token_lock(presented bytea)
returns table (token_id uuid, session_id uuid, account_id uuid, account_state text, device_id uuid, device_state text,
  device_version int, session_over boolean, expires_at timestamptz, replaced_at timestamptz, revoked boolean,
  successor_used boolean, wipe_order text)
language sql security definer set search_path = public, pg_temp as $$
  select from session s where s.id = (select r.session_id from refresh_token r where r.hash = presented) for update;
  select r.id, s.id, a.id, a.state, d.id, d.state, d.version,
    s.ended_at is not null or coalesce(s.device_version < d.sessions_since, false),
    r.expires_at, r.replaced_at, r.revoked_at is not null, coalesce(n.replaced_at is not null, false), w.signed
  from refresh_token r join session s on s.id = r.session_id join account a on a.id = s.account_id
  left join device d on d.id = s.device_id left join refresh_token n on n.id = r.successor_id
  left join wipe_order w on w.device_id = d.id and w.cancelled_at is null and w.carried_out_at is null
  where r.hash = presented
$$;

-- As before; the history tells of it.
create or replace function session_device_suspend(of_session uuid, at timestamptz) returns void
language sql security definer set search_path = public, pg_temp as $$
  with before as (
    select d.id, d.state from device d join session s on s.device_id = d.id
    where s.id = of_session and d.state in ('active', 'deposit_only') for update of d),
  suspended as (
    update device d set state = 'suspended', state_reason = 'refresh-token-reused', state_since = at, state_by = null,
      version = d.version + 1
    from before where d.id = before.id returning d.id)
  insert into device_history (device_id, from_state, to_state, reason, at)
  select b.id, b.state, 'suspended', 'refresh-token-reused', at from before b join suspended using (id)
$$;
