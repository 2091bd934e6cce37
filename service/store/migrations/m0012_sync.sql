-- Work that waits for other work: kept as it came, filed when that arrives, before staff when it never does.

-- `op` is the op without its body, which stands in op_body. `waits_for` names the ops, or the submission, that are missing.
create table held_op (
  authority_id uuid not null,
  op_id uuid not null,
  account_id uuid not null,
  device_id uuid not null,
  location_id uuid not null references location,
  op bytea not null,
  skew interval,
  waits_for uuid[] not null,
  held_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (authority_id, op_id),
  foreign key (authority_id, op_id) references op_ledger
);
create index held_op_waits_for on held_op using gin (waits_for) where ended_at is null;
create index held_op_expires on held_op (expires_at) where ended_at is null;

alter table held_op enable row level security;
create policy author_and_staff on held_op using (
  authority_id = any ((select actor_staff_of())::uuid[])
  or (authority_id = any ((select actor_authorities())::uuid[]) and account_id = (select actor_account())));

-- What is held stands in the staff's list from the start, with its age and its owner.
alter table quarantine drop constraint quarantine_state_check;
alter table quarantine add constraint quarantine_state_check
  check (state in ('held', 'open', 'accepted', 'returned', 'conflict', 'rejected'));

-- Listed definer functions: the work that waits may be a colleague's, which whoever brings what is missing may not see.

-- Who waits for these ops and submissions of an authority; nothing of what they wait with.
create function ops_waiting_for(of_authority uuid, ids uuid[])
returns table (authority_id uuid, op_id uuid, account_id uuid, device_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select h.authority_id, h.op_id, h.account_id, h.device_id from held_op h
  where h.ended_at is null and h.waits_for && ids and h.authority_id = of_authority and of_authority = any (actor_authorities())
  order by h.held_at, h.op_id
$$;

-- Put before staff what has waited too long; `why` is the problem that its author is told. Answers how many there were.
create function held_expire(why jsonb, at timestamptz, most int) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare authorities uuid[]; ops uuid[]; holders uuid[];
begin
  select array_agg(d.authority_id), array_agg(d.op_id), array_agg(d.location_id) into authorities, ops, holders
  from (select h.authority_id, h.op_id, h.location_id from held_op h
        where h.ended_at is null and h.expires_at <= at order by h.expires_at, h.op_id limit most for update skip locked) d;
  if ops is null then return 0; end if;
  update held_op h set ended_at = at from unnest(authorities, ops) as t(a, o) where h.authority_id = t.a and h.op_id = t.o;
  update op_ledger l set status = 'quarantined', outcome = convert_to((
      convert_from(l.outcome, 'UTF8')::jsonb - array['waiting_for', 'expires_at']
      || jsonb_build_object('status', 'quarantined', 'problem', why))::text, 'UTF8')
  from unnest(authorities, ops) as t(a, o) where l.authority_id = t.a and l.op_id = t.o;
  update quarantine q set state = 'open', problem = why, version = q.version + 1
  from unnest(authorities, ops) as t(a, o) where q.authority_id = t.a and q.op_id = t.o;
  insert into sync_scope (scope_id, authority_id, holder_id, class)
  select gen_random_uuid(), t.a, t.h, 0 from (select distinct a, h from unnest(authorities, holders) as u(a, h) order by 1, 2) t
  on conflict do nothing;
  perform from (
    select array_agg(z.scope_id) as s, array_agg(4::smallint) as k, array_agg(q.op_id) as e, array_agg(q.version) as r,
      array_agg(false) as x
    from unnest(authorities, ops, holders) as t(a, o, h)
    join quarantine q on q.authority_id = t.a and q.op_id = t.o
    join sync_scope z on z.authority_id = t.a and z.holder_id = t.h and z.class = 0) c
  cross join lateral sync_write(c.s, c.k, c.e, c.r, c.x, at);
  return array_length(ops, 1);
end $$;

-- What became of quarantined or held work of one location that the caller holds; only what the device is told.
drop function quarantine_outcomes(uuid, uuid[], uuid[]);
create function quarantine_outcomes(of_location uuid, authorities uuid[], ops uuid[])
returns table (authority_id uuid, op_id uuid, entity_id uuid, reference text, state text, reason text, submission_rev int,
  resolved_at timestamptz, problem jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select q.authority_id, q.op_id, q.entity_id, q.reference, q.state, q.reason, q.submission_rev, q.resolved_at,
    case when q.state in ('open', 'conflict', 'rejected') then q.problem end
  from unnest(authorities, ops) as t(a, o) join quarantine q on q.authority_id = t.a and q.op_id = t.o
  where q.location_id = of_location and of_location = any (actor_holders()) and q.state <> 'held'
    and (q.state <> 'open' or q.version > 1)
$$;

-- How far scopes have come, for those who wait to be told: one look serves all of them, so it is nobody's in particular.
create function sync_heads(scopes uuid[]) returns table (scope_id uuid, head bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select z.scope_id, z.head from sync_scope z where z.scope_id = any (scopes)
$$;
