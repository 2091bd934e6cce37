-- How messages reach the record: one at a time for each person, and every try kept.
-- A message is ready → in_flight → sent. After a try that failed for now it is ready again, later; after a lasting refusal
-- or too many tries it is dead and waits for staff; withheld was never meant for the record, and nobody has to see to it.

alter table outbox drop constraint outbox_state_check;
alter table outbox
  add constraint outbox_state_check check (state in ('ready', 'in_flight', 'sent', 'dead', 'withheld')),
  add column push_id uuid not null default gen_random_uuid(),  -- what people name it by
  add column tries int not null default 0,                     -- since staff last asked for another; `attempts` counts all
  add column worker_id uuid,
  add column sent_at timestamptz,
  add column dead_at timestamptz,
  add column record_reference text,
  add column last_code text,
  add column last_why text,
  add column retried_at timestamptz,
  add column retried_by uuid references account,
  add constraint outbox_push_id unique (push_id);

-- Whatever a claim overlooks, a second message in flight about one person is impossible.
create unique index outbox_one_in_flight on outbox (target, authority_id, person_id) where state = 'in_flight';
-- Each person's line: a message goes when all before it have gone. A dead one holds up those behind it, since the record
-- must not be told of a correction before it knows of what is corrected.
create index outbox_line on outbox (target, authority_id, person_id, id) where state in ('ready', 'in_flight', 'dead');
create index on outbox (authority_id, id);
create index on outbox (authority_id, submission_id);

-- One try at a message, written as it begins; without an end, the worker never came back from it.
-- `exchanges` tells what was sent and what came back by kinds, codes, lengths and digests, never in anybody's words.
create table push_attempt (
  authority_id uuid not null references authority,
  message_id bigint not null references outbox,
  attempt int not null,
  worker_id uuid not null,
  began_at timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('delivered', 'not_now', 'never', 'withheld')),
  code text,
  why text,
  exchanges jsonb not null default '[]',
  primary key (message_id, attempt)
);

-- Who empties the outbox at the moment; `paused_until` while a record doesn't answer it.
create table record_worker (
  id uuid primary key,
  target text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  paused_until timestamptz
);

alter table push_attempt enable row level security;
create policy seen_by_staff on push_attempt for select using (authority_id = any ((select actor_staff_of())::uuid[]));
alter table record_worker enable row level security;
create policy seen_by_any_actor on record_worker for select using ((select actor_account()) is not null);

-- Listed definer functions. The outbox is written to by nobody else; who claims works for no authority yet.

-- The heads of the lines that may go now, for `until`: expired leases first, then the longest due. Claims of one target
-- queue for each other, so that two workers never take two messages about one person.
create function record_claim(worker uuid, of_target text, councils text[], most int, at timestamptz, until timestamptz)
returns table (id bigint, authority_id uuid, submission_id uuid, rev int, message text, target text, attempt int, tries int)
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
    select c.id, c.authority_id, c.submission_id, c.rev, c.message, c.target, c.attempts, c.tries
    from claimed c order by c.id;
end $$;

-- The record has it. False if this try is no longer the one that counts: the lease ran out, and another worker has it.
create function record_sent(of_message bigint, of_attempt int, reference text, told jsonb, at timestamptz) returns boolean
language sql security definer set search_path = public, pg_temp as $$
  with o as (
    update outbox set state = 'sent', sent_at = at, record_reference = reference, lease_until = null,
      last_code = null, last_why = null
    where id = of_message and attempts = of_attempt and state = 'in_flight' and authority_id = any (actor_staff_of())
    returning id),
  a as (
    update push_attempt set ended_at = at, outcome = 'delivered', exchanges = told
    where message_id in (select id from o) and attempt = of_attempt)
  select exists (select from o)
$$;

-- The record does not have it: ready again at `due`, dead, or withheld. False as above.
create function record_failed(of_message bigint, of_attempt int, to_state text, due timestamptz, of_outcome text,
  of_code text, of_why text, told jsonb, at timestamptz) returns boolean
language sql security definer set search_path = public, pg_temp as $$
  with o as (
    update outbox set state = to_state, due_at = due, lease_until = null, last_code = of_code, last_why = of_why,
      dead_at = case to_state when 'dead' then at end
    where id = of_message and attempts = of_attempt and state = 'in_flight' and authority_id = any (actor_staff_of())
      and to_state in ('ready', 'dead', 'withheld')
    returning id),
  a as (
    update push_attempt set ended_at = at, outcome = of_outcome, code = of_code, why = of_why, exchanges = told
    where message_id in (select id from o) and attempt = of_attempt)
  select exists (select from o)
$$;

-- Staff want these tried again, now: dead ones, and those that would wait for longer. Answers which are.
create function record_retry(pushes uuid[], at timestamptz) returns setof uuid
language sql security definer set search_path = public, pg_temp as $$
  update outbox set state = 'ready', tries = 0, due_at = at, dead_at = null, retried_at = at, retried_by = actor_account()
  where push_id = any (pushes) and authority_id = any (actor_staff_of())
    and (state = 'dead' or (state = 'ready' and due_at > at))
  returning push_id
$$;

-- A worker is at work; who has not been seen for a week is forgotten.
create function record_heartbeat(worker uuid, of_target text, began timestamptz, pause timestamptz, at timestamptz) returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from record_worker where seen_at < at - interval '7 days';
  insert into record_worker (id, target, started_at, seen_at, paused_until) values (worker, of_target, began, at, pause)
  on conflict (id) do update set seen_at = excluded.seen_at, paused_until = excluded.paused_until;
$$;
