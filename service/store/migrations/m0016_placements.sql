-- What homes decide about people who leave hospital reaches the record by the same outbox as what verifiers approve.

-- A message is about a submission that was approved, or about the word of a home: taken, taken back, come, looked at.
alter table outbox
  alter column submission_id drop not null,
  alter column decision_id drop not null,
  add column home_decision_id bigint,
  add constraint outbox_home_decision foreign key (authority_id, home_decision_id) references home_decision,
  add constraint outbox_is_about_one check ((submission_id is null) = (home_decision_id is not null)),
  add constraint outbox_decision_of_submission check ((submission_id is null) = (decision_id is null));
-- Of each home's word the record is told of everything once.
create unique index outbox_placement_once on outbox (target, authority_id, home_decision_id, message)
  where home_decision_id is not null;

alter table assessment add column record_reference text;  -- by which the record knew it last

-- As before (0005), but for what a message may be about.
drop function record_claim(uuid, text, text[], int, timestamptz, timestamptz);
create function record_claim(worker uuid, of_target text, councils text[], most int, at timestamptz, until timestamptz)
returns table (id bigint, authority_id uuid, submission_id uuid, home_decision_id bigint, rev int, message text, target text,
  attempt int, tries int)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtext('record_claim'), hashtext(of_target));
  return query
    with served as (select a.id from authority a where councils is null or a.gss_code = any (councils)),
    lapsed as (
      select o.id, o.lease_until as since from outbox o
      where o.target = of_target and o.state = 'in_flight' and o.lease_until <= at
        and o.authority_id in (select s.id from served s)
      order by o.lease_until, o.id limit most for update skip locked),
    heads as (
      select o.id, o.due_at as since from outbox o
      where o.target = of_target and o.state = 'ready' and o.due_at <= at
        and o.authority_id in (select s.id from served s)
        and not exists (
          select from outbox b
          where b.target = o.target and b.authority_id = o.authority_id and b.person_id = o.person_id
            and (b.state = 'in_flight' or (b.state in ('ready', 'dead') and b.id < o.id)))
      order by o.due_at, o.id limit most for update skip locked),
    chosen as (
      select c.id from (select l.id, l.since, 0 as turn from lapsed l union all select h.id, h.since, 1 from heads h) c
      order by c.turn, c.since, c.id limit most),
    claimed as (
      update outbox o set state = 'in_flight', worker_id = worker, lease_until = until,
        attempts = o.attempts + 1, tries = o.tries + 1
      from chosen c where o.id = c.id
      returning o.*),
    begun as (
      insert into push_attempt (authority_id, message_id, attempt, worker_id, began_at)
      select c.authority_id, c.id, c.attempts, worker, at from claimed c)
    select c.id, c.authority_id, c.submission_id, c.home_decision_id, c.rev, c.message, c.target, c.attempts, c.tries
    from claimed c order by c.id;
end $$;

-- A person has come: from then on the wait is over, and a home looks at how it went after a day and within three.
alter table referral
  add column arrived_at timestamptz,
  add column check_from timestamptz,
  add column check_due timestamptz,
  add column checked_at timestamptz;
update referral r set arrived_at = c.arrived_at, check_from = c.arrived_at + interval '24 hours',
  check_due = c.arrived_at + interval '72 hours', checked_at = c.checked_at
from arrival_check c where c.authority_id = r.authority_id and c.referral_id = r.id;
create index referral_unchecked on referral (authority_id, hospital_location_id, created_at)
  where state = 'arrived' and checked_at is null;

-- Looked at too early or too late, it is kept, and says nothing about the assessor.
alter table arrival_check add column timing text check (timing in ('early', 'in_time', 'late'));
update arrival_check set timing = case
  when checked_at < arrived_at + interval '24 hours' then 'early'
  when checked_at > arrived_at + interval '72 hours' then 'late' else 'in_time' end;
alter table arrival_check alter column timing set not null;

-- As before (0009), but that only what was looked at in time counts.
create or replace function agreement_matches(of_authority uuid, agreements uuid[])
returns table (agreement_id uuid, assessor_id uuid, checked bigint, matched bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.agreement_id, a.assessor_id, count(*), count(*) filter (where c.matched)
  from arrival_check c join assessment a on a.authority_id = c.authority_id and a.id = c.assessment_id
  where a.authority_id = of_authority and of_authority = any (actor_authorities()) and a.agreement_id = any (agreements)
    and c.timing = 'in_time'
  group by a.agreement_id, a.assessor_id
$$;

-- As before (0009), but that whoever has come lives in the home: its grant is a placement from then on.
create or replace function referral_grants(of_authority uuid, of_referral uuid, at timestamptz)
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
    with homes as (
      select h.location_id as l, case r.state when 'arrived' then 'placement' else 'referral' end as basis
      from referral_home h join referral r using (authority_id, person_id)
      where r.authority_id = of_authority and r.person_id = of_person and h.referral_id = r.id
        and r.state <> 'withdrawn' and h.state in ('asked', 'accepted', 'conditional', 'deferred')),
    wanted as (
      select r.hospital_location_id as l from referral r where r.authority_id = of_authority and r.person_id = of_person
      union select r.assessing_location_id from referral r
        where r.authority_id = of_authority and r.person_id = of_person and r.state <> 'withdrawn'
      union select h.l from homes h where h.basis = 'referral'),
    live as (
      select g.id, g.holder_id as l, g.basis from access_grant g
      where g.authority_id = of_authority and g.person_id = of_person
        and g.valid_from <= at and (g.valid_until is null or g.valid_until > at)),
    ended as (
      update access_grant g set valid_until = at from live
      where g.authority_id = of_authority and g.id = live.id and live.basis = 'referral'
        and live.l not in (select w.l from wanted w)
      returning live.l),
    started as (
      insert into access_grant (authority_id, id, person_id, holder_kind, holder_id, basis, valid_from)
      select of_authority, gen_random_uuid(), of_person, 'location', w.l, w.basis, at
      from (select w.l, 'referral' as basis from wanted w union select h.l, h.basis from homes h where h.basis = 'placement') w
      where not exists (select from live where live.l = w.l and live.basis = w.basis)
      returning access_grant.holder_id as l)
    select e.l, false from ended e union all select s.l, true from started s;
end $$;

-- An agreement changes by a new version from a day on, which has its own homes and assessors; what was judged by an
-- earlier one stays judged by it.
alter table agreement_home drop constraint agreement_home_authority_id_agreement_id_fkey, drop constraint agreement_home_pkey;
alter table agreement_assessor
  drop constraint agreement_assessor_authority_id_agreement_id_fkey, drop constraint agreement_assessor_pkey;
alter table agreement drop constraint agreement_pkey;
alter table agreement
  add column version int not null default 1 check (version > 0),
  add column effective_from date,
  add column reason text,  -- why it was changed, or ended
  add primary key (authority_id, id, version);
update agreement set effective_from = starts_on;
alter table agreement alter column version drop default, alter column effective_from set not null;
alter table agreement_home
  add column version int not null default 1,
  add primary key (authority_id, agreement_id, version, location_id),
  add foreign key (authority_id, agreement_id, version) references agreement;
alter table agreement_home alter column version drop default;
alter table agreement_assessor
  add column version int not null default 1,
  add column level int not null default 2 check (level between 1 and 10),  -- of competence, as the parties see it
  add primary key (authority_id, agreement_id, version, account_id),
  add foreign key (authority_id, agreement_id, version) references agreement;
alter table agreement_assessor alter column version drop default, alter column level drop default;

-- Under which version, and how whoever assessed stood by the council's policy then; of those from before nothing is known.
alter table assessment_rev add column agreement_version int, add column assessor_standing jsonb not null default '{}';
alter table assessment_rev alter column assessor_standing drop default;
alter table home_decision add column agreement_version int;

-- How many waited to leave hospital at a council's cut-off of each day: taken once and never changed. A day without counts
-- that was taken had nobody waiting.
create table discharge_day (
  authority_id uuid not null references authority,
  day date not null,
  as_of timestamptz not null,
  taken_at timestamptz not null,
  primary key (authority_id, day)
);
create table discharge_day_count (
  authority_id uuid not null,
  day date not null,
  hospital_location_id uuid not null references location,
  category text not null check (category in ('care_home', 'home_care', 'community_hospital', 'other')),
  pathway int not null check (pathway between 0 and 3),
  people int not null check (people > 0),
  primary key (authority_id, day, hospital_location_id, category, pathway),
  foreign key (authority_id, day) references discharge_day
);
do $$
declare name text;
begin
  foreach name in array array['discharge_day', 'discharge_day_count'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy counts_for_those_it_concerns on %I for select using (authority_id = any ((select actor_authorities())::uuid[]))', name);
    execute format('create policy taken_by_staff on %I for insert with check (authority_id = any ((select actor_staff_of())::uuid[]))', name);
  end loop;
end $$;

-- How many wait now, of those too whom the caller doesn't reach: counts, and nobody's name. Days that are over are kept above.
drop function discharge_days(uuid[], uuid, date[], timestamptz[]);
create function discharge_waiting(authorities uuid[], hospital uuid, as_of timestamptz)
returns table (hospital_location_id uuid, category text, pathway int, people bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.hospital_location_id, r.category, r.pathway, count(*)
  from referral r
  where r.authority_id = any (authorities) and r.authority_id = any (actor_authorities())
    and r.created_at <= as_of and (r.closed_at is null or r.closed_at > as_of)
    and (hospital is null or r.hospital_location_id = hospital)
  group by r.hospital_location_id, r.category, r.pathway
$$;

-- A hospital's coordinators bring in a file of referrals; the council's staff see that they did.
alter table import_run drop constraint import_run_kind_check;
alter table import_run add constraint import_run_kind_check check (kind in ('caseload', 'cqc', 'training', 'referrals'));
create policy begun_by_coordinators on import_run for insert with check (
  account_id = (select actor_account()) and kind = 'referrals' and authority_id = any ((select actor_authorities())::uuid[]));
