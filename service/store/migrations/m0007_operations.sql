-- What whoever runs the service may see of the work in it: how much there is of what, and since when. Never whose.

create index push_attempt_ended on push_attempt (ended_at);
create index submission_waiting on submission (queue, state, received_at) where state in ('submitted', 'checking');

-- Listed definer function. It reads across all authorities for metrics and readiness, and answers counts and times alone:
-- what waits for verifiers and since when, what waits in the outbox, how tries of the last hour ended, which workers
-- were seen within the last minute, and when the last one was.
create function operations_figures(at timestamptz)
returns table (what text, kind text, state text, items bigint, moment timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select 'waiting', s.queue, s.state, count(*), min(s.received_at)
  from submission s where s.state in ('submitted', 'checking') group by s.queue, s.state
  union all
  select 'quarantine', q.kind, q.state, count(*), min(q.received_at)
  from quarantine q where q.state = 'open' group by q.kind, q.state
  union all
  select 'outbox', o.target, o.state, count(*), min(o.created_at)
  from outbox o where o.state in ('ready', 'in_flight', 'dead') group by o.target, o.state
  union all
  select 'attempt', coalesce(a.code, ''), a.outcome, count(*), min(a.ended_at)
  from push_attempt a where a.ended_at > at - interval '1 hour' group by a.code, a.outcome
  union all
  select 'worker', w.target, '', count(*) filter (where w.seen_at > at - interval '1 minute'), max(w.seen_at)
  from record_worker w group by w.target
$$;
