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
