-- Corrections after approval, drafts that move between a person's tablets, verifiers' questions, and clocks.

-- A review that was approved and is wrong: asked for by its author or not, opened or declined by a verifier, ended by the
-- next revision or without a change. Numbered, so that every message to the record about one has a key of its own.
create table correction (
  authority_id uuid not null,
  submission_id uuid not null,
  number int not null check (number > 0),
  person_id uuid not null,
  rev int not null,
  state text not null check (state in ('requested', 'declined', 'open', 'amended', 'unchanged')),
  requested_by uuid references account,
  requested_at timestamptz,
  request text,
  answered_by uuid references account,
  answered_at timestamptz,
  answer text,
  ended_by uuid references account,
  ended_at timestamptz,
  ending text,
  primary key (authority_id, submission_id, number),
  foreign key (authority_id, submission_id) references submission
);
create unique index correction_under_way on correction (authority_id, submission_id) where state in ('requested', 'open');

alter table submission add column correction_requested_at timestamptz;
create index submission_correction_requested on submission (authority_id, correction_requested_at)
  where correction_requested_at is not null;

call restrict_to_reach('correction', 'person_id', 'reach');

-- Listed definer functions, since the outbox is written to by nobody else. A verifier of the NHS body has no staff's reach.

-- Keep here what was approved and has not gone to the record. True if the record may have been told of it all the same.
create function record_hold_back(of_authority uuid, of_submission uuid, of_rev int, of_why text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if of_authority <> all (actor_authorities()) or not exists (
    select from submission s where s.authority_id = of_authority and s.id = of_submission and s.rev = of_rev
      and s.state = 'correction_open') then
    raise exception 'nothing is held back but what is open for a correction' using errcode = '42501';
  end if;
  update outbox o set state = 'withheld', lease_until = null, dead_at = null, last_code = 'correction-open', last_why = of_why
  where o.authority_id = of_authority and o.submission_id = of_submission and o.rev = of_rev and o.message = 'approved'
    and o.state in ('ready', 'dead');
  return exists (
    select from outbox o where o.authority_id = of_authority and o.submission_id = of_submission and o.rev = of_rev
      and o.message = 'approved' and o.attempts > 0);
end $$;

-- What was kept here goes after all; what was to be told of the correction and has not gone stays. True if the record may
-- have been told of the correction all the same.
create function record_let_go(of_authority uuid, of_submission uuid, of_rev int, opened text, at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if of_authority <> all (actor_authorities()) or not exists (
    select from submission s where s.authority_id = of_authority and s.id = of_submission and s.rev = of_rev
      and s.state in ('approved', 'recorded')) then
    raise exception 'nothing is let go but what stands as approved' using errcode = '42501';
  end if;
  update outbox o set state = 'withheld', last_code = 'correction-closed', last_why = 'The correction ended before the record was told of it.'
  where o.authority_id = of_authority and o.submission_id = of_submission and o.rev = of_rev and o.message = opened
    and o.state = 'ready' and o.attempts = 0;
  update outbox o set state = 'ready', tries = 0, due_at = at, last_code = null, last_why = null
  where o.authority_id = of_authority and o.submission_id = of_submission and o.rev = of_rev and o.message = 'approved'
    and o.state = 'withheld' and o.last_code = 'correction-open';
  return exists (
    select from outbox o where o.authority_id = of_authority and o.submission_id = of_submission and o.rev = of_rev
      and o.message = opened and o.attempts > 0);
end $$;

-- What somebody has begun and goes on with on another tablet of theirs. Discarded, it has no body; without a word from its
-- author for long it is deleted.
create table draft (
  authority_id uuid not null references authority,
  account_id uuid not null references account,
  id uuid not null,  -- of the submission that it is to become, or whose next revision
  device_id uuid not null,
  device_seq bigint not null,
  form text not null,
  form_version int not null,
  base_rev int not null,
  version int not null,
  body bytea,
  saved_at timestamptz not null,
  primary key (authority_id, account_id, id)
);
create index draft_saved_at on draft (saved_at);
alter table draft alter column body set storage external;
alter table draft enable row level security;
-- Nobody else reads a draft, the council's staff included.
create policy its_authors_alone on draft using (
  account_id = (select actor_account()) and authority_id = any ((select actor_authorities())::uuid[]));

-- A scope whose holder is an account carries that author's drafts and nothing else.
create policy own_drafts on sync_scope using (
  holder_id = (select actor_account()) and authority_id = any ((select actor_authorities())::uuid[]));

create or replace function sync_kind_name(kind smallint) returns text language sql immutable
  return (array['person', 'package', 'submission', 'outcome', 'referral', 'assessment', 'draft'])[kind];

-- Listed definer function: whoever keeps the house reads no draft.

-- Delete the drafts with which nobody went on, and tell their authors' tablets. Answers how many there were.
create function drafts_expire(before timestamptz, at timestamptz, most int) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare authorities uuid[]; accounts uuid[]; ids uuid[]; versions int[];
begin
  with old as (
    select d.authority_id, d.account_id, d.id from draft d where d.saved_at <= before
    order by d.saved_at, d.id limit most for update skip locked),
  gone as (
    delete from draft d using old where d.authority_id = old.authority_id and d.account_id = old.account_id and d.id = old.id
    returning d.authority_id, d.account_id, d.id, d.version)
  select array_agg(g.authority_id), array_agg(g.account_id), array_agg(g.id), array_agg(g.version)
    into authorities, accounts, ids, versions from gone g;
  if ids is null then return 0; end if;
  perform from (
    select array_agg(z.scope_id) as s, array_agg(7::smallint) as k, array_agg(t.i) as e, array_agg(t.v + 1) as r,
      array_agg(true) as x
    from unnest(authorities, accounts, ids, versions) as t(a, c, i, v)
    join sync_scope z on z.authority_id = t.a and z.holder_id = t.c and z.class = 0) c
  cross join lateral sync_write(c.s, c.k, c.e, c.r, c.x, at);
  return array_length(ids, 1);
end $$;

-- What a verifier asks about a submission without returning it: an overlay, which changes no answer. Answered once.
create table submission_query (
  authority_id uuid not null,
  id uuid not null,
  submission_id uuid not null,
  person_id uuid not null,
  rev int not null,
  pointer text not null,
  text text not null,
  asked_by uuid not null references account,
  asked_at timestamptz not null,
  answer text,
  answered_by uuid references account,
  answered_at timestamptz,
  primary key (authority_id, id),
  foreign key (authority_id, submission_id) references submission
);
create index on submission_query (authority_id, submission_id, asked_at);
alter table submission add column open_queries int not null default 0 check (open_queries >= 0);
call restrict_to_reach('submission_query', 'person_id', 'reach');

-- How far tablets' clocks were off, our clock less theirs, as they sent work: a row for every change of half a minute.
create table device_skew (
  device_id uuid not null references device,
  seen_at timestamptz not null,
  skew interval not null,
  primary key (device_id, seen_at)
);
alter table device_skew enable row level security;
create policy noted_of_oneself on device_skew for insert with check (device_id = (select actor_device()));
create policy seen_with_the_device on device_skew for select using (
  device_id = (select actor_device()) or exists (select from device d where d.id = device_skew.device_id));

-- Listed definer function: neither staff nor a tablet see all that stands between the two.

-- What is known of a tablet and an entity, for staff of an authority or for the tablet itself, and only of authorities that
-- are theirs. Null for a tablet that works with none of these.
create function sync_explain(of_device uuid, of_entity uuid, at timestamptz) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  with own as (
    select case when of_device = actor_device() then actor_authorities() else actor_staff_of() end as authorities),
  device_of as (
    select d.id, d.state, d.location_id, l.name from device d join location l on l.id = d.location_id, own
    where d.id = of_device and (d.id = actor_device() or exists (
      select from organisation_authority o
      where o.organisation_id = l.organisation_id and o.authority_id = any (own.authorities)
        and o.valid_from <= at and (o.valid_until is null or o.valid_until > at)))),
  entity as (
    select e.* from own, device_of d cross join lateral (
      select 'person' as kind, p.authority_id, p.id as person_id, false as withheld from person p where p.id = of_entity
      union all select 'package', k.authority_id, k.person_id, false from package k where k.id = of_entity
      union all select 'submission', s.authority_id, s.person_id, s.withheld_since is not null
        from submission s where s.id = of_entity
      union all select 'assessment', m.authority_id, m.person_id, false from assessment m where m.id = of_entity
      union all select 'referral', r.authority_id, r.person_id, false from referral r where r.id = of_entity
      union all select 'outcome', q.authority_id, null, false from quarantine q
        where q.op_id = of_entity and q.location_id = d.location_id) e
    where e.authority_id = any (own.authorities) and (
      e.authority_id = any (actor_staff_of()) or e.person_id is null or exists (
        select from access_grant g
        where g.authority_id = e.authority_id and g.person_id = e.person_id and g.holder_id = d.location_id))
    limit 1),
  scope as (
    select z.* from entity e, device_of d, sync_scope z
    where z.authority_id = e.authority_id and z.holder_id = d.location_id order by z.class limit 1)
  select jsonb_build_object('device_state', d.state, 'location', d.name)
    || coalesce((select jsonb_build_object(
      'kind', e.kind,
      'withheld', e.withheld and e.authority_id = any (actor_staff_of()),
      'grants', (
        select coalesce(jsonb_agg(jsonb_build_object('basis', g.basis, 'valid_from', g.valid_from, 'valid_until', g.valid_until)
          order by g.valid_from), '[]')
        from access_grant g
        where g.authority_id = e.authority_id and g.person_id = e.person_id and g.holder_id = d.location_id),
      'scope', (
        select jsonb_build_object('scope_class', case z.class when 0 then 'active' else 'history' end,
          'head', z.head, 'floor', z.floor) from scope z),
      'told', (
        select jsonb_build_object('seq', f.seq, 'rev', f.rev, 'removed', f.removed, 'changed_at', f.changed_at)
        from scope z join sync_feed f on f.scope_id = z.scope_id and f.entity_id = of_entity
          and sync_kind_name(f.kind) = e.kind),
      'held_work', (
        select count(*) from held_op h join op_ledger o on o.authority_id = h.authority_id and o.op_id = h.op_id
        where h.authority_id = e.authority_id and h.device_id = d.id and o.entity_id = of_entity and h.ended_at is null))
      from entity e), '{}')
  from device_of d
$$;
