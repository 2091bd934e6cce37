-- Who may take part: how locations stand, what their people have learnt, and who brought that in.

alter table location_rating add column published_on date;

-- Every file that was brought in. A run that didn't come to its end has none; what it counted says nothing of anybody.
create table import_run (
  id uuid primary key,
  kind text not null check (kind in ('caseload', 'cqc', 'training')),
  authority_id uuid references authority,
  organisation_id uuid references organisation,
  account_id uuid not null,  -- no reference: whoever may open the database needs no account
  sha256 bytea not null,
  asked jsonb not null,
  begun_at timestamptz not null,
  ended_at timestamptz,
  counts jsonb,
  check (authority_id is not null or organisation_id is not null)
);
create index on import_run (authority_id, begun_at);
create index on import_run (organisation_id, begun_at);

-- A council's word that a location may take part whatever its rating; both days are within.
create table location_override (
  authority_id uuid not null references authority,
  id uuid not null,
  location_id uuid not null references location,
  reason text not null,
  valid_from date not null,
  valid_until date not null check (valid_until >= valid_from),
  decided_by uuid not null references account,
  decided_at timestamptz not null,
  withdrawn_by uuid references account,
  withdrawn_at timestamptz,
  primary key (authority_id, id)
);
create index on location_override (location_id);

-- What somebody has learnt is corrected by another row; the one before stays, void.
alter table training
  add column id uuid,
  add column level smallint check (level between 1 and 8),
  add column recorded_by uuid,  -- null: before it was kept who records; no reference, as in import_run
  add column recorded_at timestamptz,
  add column voided_by uuid,
  add column voided_at timestamptz;
update training set id = gen_random_uuid(), recorded_at = completed_on;
alter table training
  alter column id set not null,
  alter column recorded_at set not null,
  drop constraint training_pkey,
  add primary key (id);
create unique index training_counts on training (account_id, course, completed_on) where voided_at is null;

-- Where the actor appoints people: as administrator of a whole organisation (location null) or of one location.
create function actor_appoints() returns table (organisation_id uuid, location_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select m.organisation_id, m.location_id from membership m
  where m.account_id = actor_account() and m.role = 'provider_admin'
    and m.valid_from <= actor_at() and (m.valid_until is null or m.valid_until > actor_at())
$$;

-- The places whose people the actor knows without having to do with all of their organisation.
create function actor_manages() returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(m.location_id), '{}') from membership m
  where m.account_id = actor_account() and m.role in ('home_manager', 'provider_admin') and m.location_id is not null
    and m.valid_from <= actor_at() and (m.valid_until is null or m.valid_until > actor_at())
$$;

-- The organisations that work with an authority of whose staff the actor is.
create function organisations_of_staff() returns setof uuid language sql stable as $$
  select o.organisation_id from organisation_authority o
  where o.authority_id = any (actor_staff_of())
    and o.valid_from <= actor_at() and (o.valid_until is null or o.valid_until > actor_at())
$$;

-- Makes somebody known who wasn't, with what they do and where. An administrator of the organisation appoints its people,
-- staff of a council the administrators of the providers that work with it.
create function staff_appoint(new_account uuid, new_username text, new_name text, new_hash text,
  new_membership uuid, of_organisation uuid, at_location uuid, as_role text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if at_location is not null and not exists (
      select from location l where l.id = at_location and l.organisation_id = of_organisation) then
    raise exception 'The location is not the organisation''s.' using errcode = 'insufficient_privilege';
  end if;
  if not (
    as_role in ('reviewer', 'trusted_assessor', 'home_manager', 'provider_admin') and exists (
      select from actor_appoints() a where a.organisation_id = of_organisation
        and (a.location_id is null or a.location_id = at_location))
    or as_role = 'provider_admin' and exists (
      select from organisation o where o.id = of_organisation and o.kind = 'provider'
        and o.id in (select organisations_of_staff()))) then
    raise exception 'The actor appoints nobody to this.' using errcode = 'insufficient_privilege';
  end if;
  insert into account (id, username, name, password_hash, created_at)
  values (new_account, new_username, new_name, new_hash, actor_at());
  insert into membership (id, account_id, organisation_id, location_id, role, valid_from)
  values (new_membership, new_account, of_organisation, at_location, as_role, actor_at());
end $$;

-- Gives somebody a new password, and ends their sessions; false where the actor doesn't appoint them to all that they do,
-- since whoever works for two would else be in the hands of either.
create function staff_new_password(of_account uuid, new_hash text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if of_account = actor_account() or not exists (
      select from membership m where m.account_id = of_account
        and m.valid_from <= actor_at() and (m.valid_until is null or m.valid_until > actor_at()))
    or exists (
      select from membership m where m.account_id = of_account
        and m.valid_from <= actor_at() and (m.valid_until is null or m.valid_until > actor_at())
        and not exists (
          select from actor_appoints() a where a.organisation_id = m.organisation_id
            and (a.location_id is null or a.location_id = m.location_id))
        and not (m.role = 'provider_admin' and m.organisation_id in (select organisations_of_staff()))) then
    return false;
  end if;
  update account set password_hash = new_hash where id = of_account;
  update session set ended_at = actor_at(), end_reason = 'signed-out' where account_id = of_account and ended_at is null;
  return true;
end $$;

-- A manager of a home knows who works there; everybody else as before.
create policy seen_by_the_manager on membership for select using (location_id = any ((select actor_manages())::uuid[]));
create policy ended_by_administrators on membership for update using (exists (
    select from actor_appoints() a where a.organisation_id = membership.organisation_id
      and (a.location_id is null or a.location_id = membership.location_id))
  or role = 'provider_admin' and organisation_id in (select organisations_of_staff()));

-- Whether the actor keeps what somebody has learnt: for the people whom they appoint, and for staff of a council, which
-- teaches as well, those of the organisations that work with it.
create function actor_keeps_training_of(of_account uuid) returns boolean language sql stable as $$
  select exists (
    select from membership m
    where m.account_id = of_account and m.valid_from <= actor_at() and (m.valid_until is null or m.valid_until > actor_at())
      and (m.organisation_id in (select organisations_of_staff()) or exists (
        select from actor_appoints() a where a.organisation_id = m.organisation_id
          and (a.location_id is null or a.location_id = m.location_id))))
$$;
create policy recorded_by_administrators on training for insert with check (actor_keeps_training_of(account_id));
create policy voided_by_administrators on training for update using (actor_keeps_training_of(account_id));

alter table import_run enable row level security;
create policy seen_by_who_ran_it_and_those_it_is_for on import_run for select using (
  account_id = (select actor_account())
  or authority_id = any ((select actor_staff_of())::uuid[])
  or organisation_id in (select a.organisation_id from actor_appoints() a where a.location_id is null));
create policy begun_in_ones_own_name on import_run for insert with check (
  account_id = (select actor_account())
  and (authority_id = any ((select actor_staff_of())::uuid[])
    or authority_id is null and organisation_id in (select a.organisation_id from actor_appoints() a)));
create policy ended_in_ones_own_name on import_run for update using (account_id = (select actor_account()));

alter table location_override enable row level security;
create policy seen_by_staff_and_the_location on location_override for select using (
  authority_id = any ((select actor_staff_of())::uuid[])
  or authority_id = any ((select actor_authorities())::uuid[]) and location_id = any ((select actor_holders())::uuid[]));
create policy decided_by_staff on location_override for insert with check (
  authority_id = any ((select actor_staff_of())::uuid[]) and decided_by = (select actor_account())
  and location_id in (select l.id from location l where l.organisation_id in (select organisations_of_staff())));
create policy withdrawn_by_staff on location_override for update using (authority_id = any ((select actor_staff_of())::uuid[]));

-- What the Commission says is the same for every council: staff of any that works with a provider may bring it in.
create policy added_by_staff on organisation for insert with check (
  kind = 'provider' and cardinality((select actor_staff_of())::uuid[]) > 0);
create policy joined_by_staff on organisation_authority for insert with check (
  authority_id = any ((select actor_staff_of())::uuid[])
  and organisation_id in (select o.id from organisation o where o.kind = 'provider'));
create policy added_by_staff on location for insert with check (
  kind in ('home_care', 'care_home', 'supported_living') and organisation_id in (select organisations_of_staff()));

create procedure let_staff_write_of_locations(table_name text) language plpgsql as $$
declare
  ours constant text := 'location_id in (select l.id from location l where l.organisation_id in (select organisations_of_staff()))';
begin
  execute format('create policy added_by_staff on %I for insert with check (%s)', table_name, ours);
  execute format('create policy ended_by_staff on %I for update using (%s)', table_name, ours);
end $$;
call let_staff_write_of_locations('location_cqc_id');
call let_staff_write_of_locations('location_rating');
drop procedure let_staff_write_of_locations;

-- As before, of the training that counts, with its level.
create or replace function standing_at(accounts uuid[], locations uuid[], moments timestamptz[])
returns table (account_id uuid, location_id uuid, at timestamptz, roles text[], training jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.a, t.l, t.m,
    (select coalesce(array_agg(distinct m.role order by m.role), '{}') from membership m
     where m.account_id = t.a and m.organisation_id = p.organisation_id and (m.location_id is null or m.location_id = t.l)
       and m.valid_from <= t.m and (m.valid_until is null or m.valid_until > t.m)),
    (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('course', r.course, 'level', r.level,
         'completed_on', r.completed_on)) || jsonb_build_object('expires_on', r.expires_on)
       order by r.course, r.completed_on), '[]')
     from training r where r.account_id = t.a and r.voided_at is null)
  from unnest(accounts, locations, moments) as t(a, l, m) join location p on p.id = t.l
  where t.l = any (actor_holders()) or exists (
    select from organisation_authority o
    where o.organisation_id = p.organisation_id and o.authority_id = any (actor_staff_of()))
$$;
