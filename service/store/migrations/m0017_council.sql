-- What a council has to know at once, and what it decides: concerns in work that was not filed, rulesets, permissions.

-- A safeguarding concern in work that became no revision: in conflict, held, quarantined or refused. Whoever raised it sees
-- nothing of what becomes of it. What is not known of it, because the body is no review, is null.
create table concern (
  authority_id uuid not null references authority,
  id uuid not null,
  op_id uuid not null,
  fingerprint bytea not null,
  account_id uuid not null,
  location_id uuid not null references location,
  entity_id uuid not null,
  alleged_party_is_provider boolean,
  immediate_danger boolean,
  raised_at timestamptz not null,
  owner_id uuid references account,
  owned_since timestamptz,
  closed_by uuid references account,
  closed_at timestamptz,
  reason text,
  primary key (authority_id, id),
  unique (authority_id, op_id, fingerprint, account_id),
  foreign key (authority_id, op_id, fingerprint, account_id) references op_body,
  check ((owner_id is null) = (owned_since is null)),
  check ((closed_by is null) = (closed_at is null) and (closed_by is null) = (reason is null))
);
create index on concern (authority_id, raised_at, id) where closed_at is null;
alter table concern enable row level security;
create policy seen_by_staff on concern for select using (authority_id = any ((select actor_staff_of())::uuid[]));
create policy raised_by_authors on concern for insert with check (
  account_id = (select actor_account()) and authority_id = any ((select actor_authorities())::uuid[]));
create policy seen_to_by_staff on concern for update using (authority_id = any ((select actor_staff_of())::uuid[]));

-- What was kept so far. A body that is no JSON raises nothing.
create function pg_temp.read_json(body bytea) returns jsonb language plpgsql as $$
begin
  return convert_from(body, 'UTF8')::jsonb;
exception when others then
  return null;
end $$;
insert into concern (authority_id, id, op_id, fingerprint, account_id, location_id, entity_id,
  alleged_party_is_provider, immediate_danger, raised_at)
select b.authority_id, gen_random_uuid(), b.op_id, b.fingerprint, b.account_id, d.location_id, l.entity_id,
  (b.review #> '{safeguarding_detail,alleged_party_is_provider}' = 'true'), (b.review #> '{safeguarding_detail,immediate_danger}' = 'true'),
  b.received_at
from (select *, pg_temp.read_json(body) as review from op_body where status <> 'accepted') b
join device d on d.id = b.device_id
join op_ledger l on l.authority_id = b.authority_id and l.op_id = b.op_id
where b.review ->> 'safeguarding_concern' = 'new';

-- How many elements of the compliance report the revision at which a submission stands meets, and doesn't; counted as it is
-- received. Null: it was received before they were counted.
alter table submission
  add column elements_met int,
  add column elements_not_met int;

-- Rulesets that a council has drafted; its rating policy says which is in force. A version is never changed.
create table ruleset (
  authority_id uuid not null references authority,
  name text not null,
  version int not null check (version > 1),
  body jsonb not null,
  reason text not null,
  made_by uuid not null references account,
  made_at timestamptz not null,
  primary key (authority_id, name, version)
);
alter table ruleset enable row level security;
create policy seen_by_those_it_binds on ruleset for select using (authority_id = any ((select actor_authorities())::uuid[]));
create policy drafted_by_staff on ruleset for insert with check (authority_id = any ((select actor_staff_of())::uuid[]));

-- The delegation or agreement under which a provider may review this package, where it isn't that of the person.
alter table package add column review_permission_ref text;

-- What a council has let a provider do for it, and whether it keeps records of that at all: arriving work is judged by them
-- whoever sends it, who may see none of them. Names no person.
create function delegations_to(of_authority uuid, of_organisation uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select jsonb_build_object(
    'kept', exists (select from delegation where authority_id = of_authority),
    'to_provider', coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'basis', d.basis, 'function', d.function,
      'valid_from', d.valid_from, 'valid_until', d.valid_until)), '[]'))
  from delegation d where d.authority_id = of_authority and d.organisation_id = of_organisation
$$;

-- Answers are given again for as long as anybody would ask again; after that they only hold what somebody once saw.
create function answered_requests_forget(at timestamptz, most int) returns int
language sql security definer set search_path = public, pg_temp as $$
  with old as (
    select account_id, key from answered_request where answered_at < at - interval '30 days'
    order by answered_at limit most for update skip locked),
  gone as (delete from answered_request a using old where a.account_id = old.account_id and a.key = old.key returning 1)
  select count(*)::int from gone
$$;
create index on answered_request (answered_at);
