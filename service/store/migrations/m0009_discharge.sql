-- Leaving hospital: referrals, one assessment for all homes that are asked, what each home decides, and how the arrival went.
-- An assessment is no submission: it hangs on a referral and not on a package, no verifier decides about it but each home by
-- itself, and nothing of it goes to the record. So it can never be among what is approved in bulk.

create table agreement (
  authority_id uuid not null references authority,
  id uuid not null,
  name text not null,
  hospital_id uuid not null references organisation,
  lead text not null,
  need_categories text[] not null,
  limit_in_hours_minutes int not null check (limit_in_hours_minutes > 0),
  limit_out_of_hours_minutes int not null check (limit_out_of_hours_minutes > 0),
  decline_codes text[] not null,
  flawed_assessment_procedure text not null,
  starts_on date not null,
  review_on date not null,
  ends_on date,
  created_by uuid not null references account,
  created_at timestamptz not null,
  primary key (authority_id, id)
);

create table agreement_home (
  authority_id uuid not null,
  agreement_id uuid not null,
  location_id uuid not null references location,
  unit text,
  deputies uuid[] not null default '{}',  -- who may decide for the registered manager
  primary key (authority_id, agreement_id, location_id),
  foreign key (authority_id, agreement_id) references agreement
);

create table agreement_assessor (
  authority_id uuid not null,
  agreement_id uuid not null,
  account_id uuid not null references account,
  competence text not null,
  valid_until date not null,
  primary key (authority_id, agreement_id, account_id),
  foreign key (authority_id, agreement_id) references agreement
);

create table referral (
  authority_id uuid not null,
  id uuid not null,
  reference text not null,
  person_id uuid not null,
  hospital_location_id uuid not null references location,
  assessing_location_id uuid not null references location,
  ward text not null,
  pathway int not null check (pathway between 0 and 3),
  category text not null check (category in ('care_home', 'home_care', 'community_hospital', 'other')),
  medically_fit_at timestamptz,
  proposed_from timestamptz not null,
  proposed_until timestamptz not null,
  state text not null check (state in ('referred', 'asked', 'placed', 'arrived', 'unplaced', 'withdrawn')),
  assessment_id uuid,
  created_by uuid not null references account,
  created_at timestamptz not null,
  closed_at timestamptz,  -- arrived, or withdrawn
  version int not null default 1,
  updated_at timestamptz not null,
  primary key (authority_id, id),
  unique (authority_id, reference),
  foreign key (authority_id, person_id) references person
) with (fillfactor = 70);
create index on referral (authority_id, person_id);
-- Nobody waits twice.
create unique index referral_once on referral (authority_id, person_id) where closed_at is null;
create index referral_awaiting on referral (authority_id, hospital_location_id, created_at) where closed_at is null;

create table referral_home (
  authority_id uuid not null,
  referral_id uuid not null,
  location_id uuid not null references location,
  person_id uuid not null,
  place int not null,
  state text not null check (state in ('waiting', 'asked', 'accepted', 'conditional', 'deferred', 'declined', 'released')),
  asked_at timestamptz,
  due_at timestamptz,
  decided_at timestamptz,
  deferred_until timestamptz,
  code text,
  primary key (authority_id, referral_id, location_id),
  unique (authority_id, referral_id, place),
  foreign key (authority_id, referral_id) references referral
) with (fillfactor = 70);
-- Of all homes of a referral one at most has the move.
create unique index referral_home_move on referral_home (authority_id, referral_id)
  where state in ('asked', 'accepted', 'conditional', 'deferred');

create table assessment (
  authority_id uuid not null,
  id uuid not null,
  referral_id uuid not null,
  person_id uuid not null,
  location_id uuid not null references location,
  reference text not null,
  state text not null check (state in ('submitted', 'arrived', 'withdrawn')),
  rev int not null,
  version int not null default 1,
  form_version int not null,
  agreement_id uuid,  -- as the assessor named it, whether or not there is one
  trusted boolean not null,
  rating text not null check (rating in ('green', 'amber', 'red')),
  statutory_findings int not null,
  other_findings int not null,
  assessor_id uuid not null,
  submitter_id uuid not null references account,
  received_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (authority_id, id),
  unique (authority_id, reference),
  foreign key (authority_id, referral_id) references referral,
  foreign key (authority_id, person_id) references person
) with (fillfactor = 70);
-- Nobody assesses the same person twice.
create unique index assessment_once on assessment (authority_id, referral_id) where state <> 'withdrawn';
alter table referral add foreign key (authority_id, assessment_id) references assessment deferrable initially deferred;

create table assessment_rev (
  authority_id uuid not null,
  id uuid not null,
  rev int not null,
  person_id uuid not null,
  form_version int not null,
  body bytea not null,
  body_sha256 bytea not null,
  assessor_id uuid not null,
  submitter_id uuid not null,
  submitter_role text not null,
  device_id uuid,
  made_at timestamptz not null,
  corrected_at timestamptz,
  not_before timestamptz,
  received_at timestamptz not null,
  rating jsonb not null,
  findings jsonb not null,
  op_id uuid not null,
  primary key (authority_id, id, rev),
  foreign key (authority_id, id) references assessment
);
alter table assessment_rev alter column body set storage external;

-- What a home decided about a revision: several in time, since people change, and each is kept.
create table home_decision (
  authority_id uuid not null,
  id bigint generated always as identity,
  referral_id uuid not null,
  assessment_id uuid not null,
  rev int not null,
  person_id uuid not null,
  location_id uuid not null references location,
  outcome text not null check (outcome in ('accept', 'accept_with_conditions', 'defer', 'decline')),
  trusted boolean not null,
  accommodation jsonb not null,
  conditions jsonb not null,
  deferred_until timestamptz,
  code text,
  reason text,
  decided_by uuid not null references account,
  capacity text not null check (capacity in ('registered_manager', 'deputy')),
  decided_at timestamptz not null,
  primary key (authority_id, id),
  foreign key (authority_id, referral_id) references referral,
  foreign key (authority_id, assessment_id) references assessment
);
create index on home_decision (authority_id, assessment_id, id);

create table weekend_override (
  authority_id uuid not null,
  id bigint generated always as identity,
  assessment_id uuid not null,
  person_id uuid not null,
  check_name text not null,
  status text not null,
  reason text not null,
  owner text,
  due_by timestamptz,
  covers text not null,  -- the evidence that whoever said so saw
  account_id uuid not null references account,
  at timestamptz not null,
  primary key (authority_id, id),
  foreign key (authority_id, assessment_id) references assessment
);
create index on weekend_override (authority_id, assessment_id, id);

create table arrival_check (
  authority_id uuid not null,
  assessment_id uuid not null,
  referral_id uuid not null,
  person_id uuid not null,
  location_id uuid not null references location,
  arrived_at timestamptz not null,
  as_described boolean not null,
  medicines_right boolean not null,
  equipment_there boolean not null,
  incident_ref text,
  feedback text,
  matched boolean not null,
  checked_by uuid not null references account,
  checked_at timestamptz not null,
  primary key (authority_id, assessment_id),
  foreign key (authority_id, assessment_id) references assessment
);

create table discharge_history (
  authority_id uuid not null,
  id bigint generated always as identity,
  referral_id uuid not null,
  person_id uuid not null,
  subject text not null check (subject in ('referral', 'assessment', 'home')),
  location_id uuid,
  action text not null,
  from_state text,
  to_state text not null,
  rev int,
  account_id uuid not null,
  capacity text not null,
  reason text,
  at timestamptz not null,
  primary key (authority_id, id),
  foreign key (authority_id, referral_id) references referral
);
create index on discharge_history (authority_id, referral_id, id);

do $$
declare name text;
begin
  foreach name in array array['referral', 'referral_home', 'assessment', 'assessment_rev', 'home_decision', 'weekend_override',
    'arrival_check', 'discharge_history'] loop
    call restrict_to_reach(name, 'person_id', 'reach');
  end loop;
  foreach name in array array['agreement', 'agreement_home', 'agreement_assessor'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy seen_in_its_authority on %I for select using (authority_id = any ((select actor_authorities())::uuid[]))', name);
    execute format('create policy made_by_staff on %I for insert with check (authority_id = any ((select actor_staff_of())::uuid[]))', name);
  end loop;
end $$;

-- The form in which quarantined work was sent, so that staff can file it in that form.
alter table quarantine add column form text not null default 'review';

-- Listed definer functions. Somebody in hospital may be out of the hospital's reach, or unknown to the council: who refers
-- them finds or adds them by number, date of birth and family name together, and gets a dated grant for that hospital.
create function referral_person(of_authority uuid, hospital uuid, record_id text, nhs_number text, given text, family text,
  born date, of_postcode text, new_id uuid, new_grant uuid, at timestamptz)
returns table (person_id uuid, answer text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare found_id uuid; others int;
begin
  if of_authority <> all (actor_authorities()) or hospital <> all (actor_holders()) then
    raise exception 'referred outside the reach of the actor' using errcode = '42501';
  end if;
  select count(distinct i.person_id), min(i.person_id::text)::uuid into others, found_id
  from person_identifier i
  where i.authority_id = of_authority and i.valid_until is null
    and ((i.system = 'record' and i.value = record_id) or (i.system = 'nhs' and i.value = nhs_number));
  if others > 1 then return query select null::uuid, 'ambiguous'; return; end if;
  if others = 0 then
    if nhs_number is null then return query select null::uuid, 'unknown'; return; end if;
    insert into person (authority_id, id, given_name, family_name, date_of_birth, postcode, updated_at)
    values (of_authority, new_id, given, family, born, of_postcode, at);
    insert into person_identifier (authority_id, person_id, system, value, valid_from)
    values (of_authority, new_id, 'nhs', nhs_number, at);
    found_id := new_id;
  else
    perform 1 from person p where p.authority_id = of_authority and p.id = found_id
      and p.date_of_birth = born and lower(p.family_name) = lower(family) for share;
    if not found then return query select null::uuid, 'differs'; return; end if;
  end if;
  insert into access_grant (authority_id, id, person_id, holder_kind, holder_id, basis, valid_from)
  select of_authority, new_grant, found_id, 'location', hospital, 'referral', at
  where not exists (
    select from access_grant g where g.authority_id = of_authority and g.person_id = found_id and g.holder_id = hospital
      and g.basis = 'referral' and g.valid_from <= at and (g.valid_until is null or g.valid_until > at));
  return query select found_id, 'found';
end $$;

-- Grants of the basis `referral` as the person's referrals have them now: the hospital and whoever assesses, and the one home
-- that has the move. Answers the locations that gained and lost the person.
create function referral_grants(of_authority uuid, of_referral uuid, at timestamptz)
returns table (holder_id uuid, begun boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
declare of_person uuid;
begin
  select r.person_id into of_person from referral r where r.authority_id = of_authority and r.id = of_referral
    and (of_authority = any (actor_staff_of()) or (of_authority = any (actor_authorities()) and exists (
      select from access_grant g where g.authority_id = of_authority and g.person_id = r.person_id
        and g.holder_id = any (actor_holders()) and g.valid_from <= at and (g.valid_until is null or g.valid_until > at))));
  if of_person is null then
    raise exception 'granted outside the reach of the actor' using errcode = '42501';
  end if;
  return query
    with wanted as (
      select r.hospital_location_id as l from referral r where r.authority_id = of_authority and r.person_id = of_person
      union select r.assessing_location_id from referral r
        where r.authority_id = of_authority and r.person_id = of_person and r.state <> 'withdrawn'
      union select h.location_id from referral_home h join referral r using (authority_id, person_id)
        where r.authority_id = of_authority and r.person_id = of_person and h.referral_id = r.id
          and r.state <> 'withdrawn' and h.state in ('asked', 'accepted', 'conditional', 'deferred')),
    held as (
      select g.id, g.holder_id as l from access_grant g
      where g.authority_id = of_authority and g.person_id = of_person and g.basis = 'referral'
        and g.valid_from <= at and (g.valid_until is null or g.valid_until > at)),
    ended as (
      update access_grant g set valid_until = at from held
      where g.authority_id = of_authority and g.id = held.id and held.l not in (select w.l from wanted w)
      returning held.l),
    started as (
      insert into access_grant (authority_id, id, person_id, holder_kind, holder_id, basis, valid_from)
      select of_authority, gen_random_uuid(), of_person, 'location', w.l, 'referral', at
      from wanted w where w.l not in (select h.l from held h)
      returning access_grant.holder_id as l)
    select e.l, false from ended e union all select s.l, true from started s;
end $$;

-- Whether an id is taken, whoever's it is: one that exists but is invisible is neither claimed nor found.
create function assessment_id_in_use(of_authority uuid, of_id uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select of_authority = any (actor_authorities())
    and exists (select from assessment a where a.authority_id = of_authority and a.id = of_id)
$$;

-- How the arrivals went that were assessed under an agreement: counts, and nobody's name.
create function agreement_matches(of_authority uuid, agreements uuid[])
returns table (agreement_id uuid, assessor_id uuid, checked bigint, matched bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.agreement_id, a.assessor_id, count(*), count(*) filter (where c.matched)
  from arrival_check c join assessment a on a.authority_id = c.authority_id and a.id = c.assessment_id
  where a.authority_id = of_authority and of_authority = any (actor_authorities()) and a.agreement_id = any (agreements)
  group by a.agreement_id, a.assessor_id
$$;

-- How many waited to leave hospital when each day ended: counts, and nobody's name.
create function discharge_days(authorities uuid[], hospital uuid, days date[], ends timestamptz[])
returns table (day date, category text, pathway int, people bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.day, r.category, r.pathway, count(*)
  from unnest(days, ends) as t(day, ended)
  join referral r on r.authority_id = any (authorities) and r.authority_id = any (actor_authorities())
    and r.created_at <= t.ended and (r.closed_at is null or r.closed_at > t.ended)
    and (hospital is null or r.hospital_location_id = hospital)
  group by t.day, r.category, r.pathway
  order by t.day, r.category, r.pathway
$$;

-- As before (0004), but for three things: referrals and assessments leave with the person; a holder whose grant ends in this
-- very moment may still tell of it; and whoever reaches a person may tell the holders that no longer do, since that a grant
-- has ended is looked up here and not believed.
create or replace function sync_publish(authorities uuid[], persons uuid[], kinds smallint[], entities uuid[], revs int[], gone boolean[], at timestamptz,
  left_authorities uuid[] default '{}', left_persons uuid[] default '{}', left_holders uuid[] default '{}')
returns table (authority_id uuid, holder_id uuid, scope_id uuid, kind smallint, entity_id uuid, seq bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  rows_scopes uuid[]; rows_kinds smallint[]; rows_entities uuid[]; rows_revs int[]; rows_gone boolean[];
  written bigint;
begin
  if exists (
    select from unnest(authorities || left_authorities, persons || left_persons) as t(a, p)
    where t.a <> all (actor_authorities()) or (t.a <> all (actor_staff_of()) and not exists (
      select from access_grant g where g.authority_id = t.a and g.person_id = t.p and g.holder_id = any (actor_holders())
        and g.valid_from <= at and (g.valid_until is null or g.valid_until >= at)))) then
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
      union all select 3, s.id from submission s where s.authority_id = t.a and s.person_id = t.p
      union all select 5, r.id from referral r where r.authority_id = t.a and r.person_id = t.p
      union all select 6, s.id from assessment s where s.authority_id = t.a and s.person_id = t.p) e on true
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
