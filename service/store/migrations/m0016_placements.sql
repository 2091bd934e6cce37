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
