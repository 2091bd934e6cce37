-- Who there is, whose data it is, and who may reach whom.
-- The actor of a transaction is set with SET LOCAL; without one, every row below is out of reach.

create function actor_account() returns uuid language sql stable
  return nullif(current_setting('app.account', true), '')::uuid;
create function actor_device() returns uuid language sql stable
  return nullif(current_setting('app.device', true), '')::uuid;
create function actor_authorities() returns uuid[] language sql stable
  return coalesce(nullif(current_setting('app.authorities', true), '')::uuid[], '{}');
-- The authorities for which the actor works with everybody's records: verifiers of the council, its administrators and auditors.
create function actor_staff_of() returns uuid[] language sql stable
  return coalesce(nullif(current_setting('app.staff_of', true), '')::uuid[], '{}');
-- The locations, organisations and teams through which the actor holds grants.
create function actor_holders() returns uuid[] language sql stable
  return coalesce(nullif(current_setting('app.holders', true), '')::uuid[], '{}');
create function actor_at() returns timestamptz language sql stable
  return nullif(current_setting('app.at', true), '')::timestamptz;

create table authority (
  id uuid primary key,
  name text not null,
  gss_code text not null unique,
  epoch uuid not null,
  created_at timestamptz not null
);

create table organisation (
  id uuid primary key,
  kind text not null check (kind in ('council', 'nhs_body', 'provider', 'hospital_trust')),
  name text not null,
  cqc_provider_id text unique,
  ods_code text unique
);

-- With which councils an organisation works; a provider serves several.
create table organisation_authority (
  organisation_id uuid not null references organisation,
  authority_id uuid not null references authority,
  valid_from timestamptz not null,
  valid_until timestamptz,
  primary key (organisation_id, authority_id, valid_from)
);

create table location (
  id uuid primary key,
  organisation_id uuid not null references organisation,
  kind text not null check (kind in ('home_care', 'care_home', 'supported_living', 'hospital', 'office')),
  name text not null,
  postcode text not null
);
create index on location (organisation_id);

-- Re-registration changes the CQC's id of a location; the location stays.
create table location_cqc_id (
  location_id uuid not null references location,
  cqc_location_id text not null,
  valid_from date not null,
  valid_until date,
  primary key (cqc_location_id, valid_from)
);
create index on location_cqc_id (location_id);

create table team (
  id uuid primary key,
  organisation_id uuid not null references organisation,
  authority_id uuid not null references authority,
  name text not null
);

create table account (
  id uuid primary key,
  username text not null unique check (username = lower(username)),
  name text not null,
  password_hash text not null,
  state text not null default 'active' check (state in ('active', 'suspended')),
  created_at timestamptz not null
);

create table membership (
  id uuid primary key,
  account_id uuid not null references account,
  organisation_id uuid not null references organisation,
  location_id uuid references location,
  team_id uuid references team,
  role text not null check (role in ('reviewer', 'provider_admin', 'trusted_assessor', 'home_manager',
    'discharge_coordinator', 'verifier_asc', 'verifier_health', 'commissioner', 'auditor', 'admin')),
  valid_from timestamptz not null,
  valid_until timestamptz
);
create index on membership (account_id);
create index on membership (organisation_id);

create table training (
  account_id uuid not null references account,
  course text not null,
  completed_on date not null,
  expires_on date,
  primary key (account_id, course, completed_on)
);

create table person (
  authority_id uuid not null references authority,
  id uuid not null,
  given_name text not null,
  family_name text not null,
  date_of_birth date not null,
  postcode text not null,
  flags text[] not null default '{}',
  deceased_on date,
  restricted boolean not null default false,
  training_data boolean not null default false,
  retention_class text not null default 'adult-social-care',
  legal_hold boolean not null default false,
  review_permitted boolean,  -- null: not known yet
  review_permission_ref text,
  next_review_due date,
  version int not null default 1,
  updated_at timestamptz not null,
  primary key (authority_id, id)
) with (fillfactor = 80);
create index on person (authority_id, next_review_due);

-- `record` is the social care record's id, `nhs` the NHS number; others are local. Superseded ones keep their dates.
create table person_identifier (
  authority_id uuid not null,
  person_id uuid not null,
  system text not null,
  value text not null,
  valid_from timestamptz not null,
  valid_until timestamptz,
  primary key (authority_id, system, value, valid_from),
  foreign key (authority_id, person_id) references person
);
create index on person_identifier (authority_id, person_id);
create unique index person_identifier_live on person_identifier (authority_id, system, value) where valid_until is null;

create table package (
  authority_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  location_id uuid not null references location,
  reference text not null,
  funder text not null check (funder in ('council', 'nhs', 'joint')),
  visits jsonb not null default '[]',
  hours_per_week numeric(5, 2) not null,
  outcomes jsonb not null default '[]',
  starts_on date,
  ends_on date,
  version int not null default 1,
  updated_at timestamptz not null,
  primary key (authority_id, id),
  unique (authority_id, reference),
  foreign key (authority_id, person_id) references person
) with (fillfactor = 80);
create index on package (authority_id, person_id);

create table access_grant (
  authority_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  holder_kind text not null check (holder_kind in ('location', 'organisation', 'team')),
  holder_id uuid not null,
  basis text not null check (basis in ('placement', 'package', 'referral', 'verification', 'joint_funding', 'break_glass')),
  package_id uuid,
  valid_from timestamptz not null,
  valid_until timestamptz,
  primary key (authority_id, id),
  foreign key (authority_id, person_id) references person,
  foreign key (authority_id, package_id) references package
);
create index access_grant_of_person on access_grant (authority_id, person_id, holder_id);
create index access_grant_of_holder on access_grant (holder_id, authority_id);

-- The one rule of reach, written into the policy of every table about a person: authority staff reach everybody of their
-- authority, everyone else those for whom one of their holders has a live grant. Rows may be locked by whoever reads them
-- (a push holds the person FOR SHARE); who may write them is `writers`.
create procedure restrict_to_reach(table_name text, person_column text, writers text) language plpgsql as $$
declare
  staff constant text := 'authority_id = any ((select actor_staff_of())::uuid[])';
  reach constant text := format($p$%s
    or (authority_id = any ((select actor_authorities())::uuid[]) and exists (
      select from access_grant g
      where g.authority_id = %I.authority_id and g.person_id = %I.%I
        and g.holder_id = any ((select actor_holders())::uuid[])
        and g.valid_from <= (select actor_at())
        and (g.valid_until is null or g.valid_until > (select actor_at()))))$p$,
    staff, table_name, table_name, person_column);
  may_write constant text := case writers when 'staff' then staff when 'reach' then reach end;
begin
  execute format('alter table %I enable row level security', table_name);
  execute format('create policy seen_within_reach on %I for select using (%s)', table_name, reach);
  execute format('create policy added on %I for insert with check (%s)', table_name, may_write);
  execute format('create policy changed on %I for update using (%s) with check (%s)', table_name, reach, may_write);
end $$;

alter table access_grant enable row level security;
create policy seen_by_holder on access_grant for select using (
  authority_id = any ((select actor_staff_of())::uuid[])
  or (authority_id = any ((select actor_authorities())::uuid[]) and holder_id = any ((select actor_holders())::uuid[])));
create policy given_by_staff on access_grant for insert with check (authority_id = any ((select actor_staff_of())::uuid[]));
create policy ended_by_staff on access_grant for update using (authority_id = any ((select actor_staff_of())::uuid[]));

call restrict_to_reach('person', 'id', 'staff');
call restrict_to_reach('person_identifier', 'person_id', 'staff');
call restrict_to_reach('package', 'person_id', 'staff');

-- What names nobody who receives care is open to everyone who acts at all. Nobody has a policy to write it: the owner does.
do $$
declare name text;
begin
  foreach name in array array['authority', 'organisation', 'organisation_authority', 'location', 'location_cqc_id', 'team'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy seen_by_any_actor on %I for select using ((select actor_account()) is not null)', name);
  end loop;
end $$;

alter table account enable row level security;
alter table membership enable row level security;
alter table training enable row level security;
create policy seen_by_colleagues_and_staff on membership for select using (
  account_id = (select actor_account())
  or organisation_id = any ((select actor_holders())::uuid[])
  or exists (select from organisation_authority o where o.organisation_id = membership.organisation_id
             and o.authority_id = any ((select actor_staff_of())::uuid[])));
create policy seen_by_colleagues_and_staff on account for select using (
  id = (select actor_account()) or exists (select from membership m where m.account_id = account.id));
create policy seen_by_colleagues_and_staff on training for select using (
  account_id = (select actor_account()) or exists (select from membership m where m.account_id = training.account_id));
