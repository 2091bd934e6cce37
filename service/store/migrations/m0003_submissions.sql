-- What devices sent, what became of it, and what verifiers decided: the record of the work itself.

create sequence submission_reference as bigint;

create table op_ledger (
  authority_id uuid not null references authority,
  op_id uuid not null,
  device_id uuid not null,
  account_id uuid not null,
  device_seq bigint not null,
  kind text not null,
  entity_id uuid not null,
  base_rev int,
  fingerprint bytea not null,
  status text not null check (status in ('claimed', 'accepted', 'conflict', 'held', 'quarantined', 'rejected')),
  outcome bytea not null,
  made_at timestamptz,
  received_at timestamptz not null,
  primary key (authority_id, op_id)
) with (fillfactor = 80);
create index on op_ledger (device_id, account_id, device_seq);

-- Bodies that became no revision: whatever could be read is kept, whatever its outcome.
create table op_body (
  authority_id uuid not null,
  op_id uuid not null,
  fingerprint bytea not null,
  account_id uuid not null,
  device_id uuid not null,
  status text not null,
  body bytea not null,
  received_at timestamptz not null,
  primary key (authority_id, op_id, fingerprint, account_id)
);
alter table op_body alter column body set storage external;

create table submission (
  authority_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('review')),
  person_id uuid not null,
  package_id uuid not null,
  location_id uuid not null references location,
  organisation_id uuid not null references organisation,
  reference text not null,
  state text not null,
  rev int not null,
  proposed_rev int,
  version int not null default 1,
  form text not null,
  form_version int not null,
  funder text not null check (funder in ('council', 'nhs', 'joint')),
  rating text not null check (rating in ('green', 'amber', 'red')),
  risk smallint not null,
  summary text not null,
  statutory_findings int not null,
  other_findings int not null,
  blocking_findings int not null,
  bulk_approvable boolean not null default false,
  reviewer_id uuid not null references account,
  submitter_id uuid not null references account,
  opened_by uuid references account,
  lease_until timestamptz,
  submitted_at timestamptz not null,
  received_at timestamptz not null,
  due_at timestamptz,
  record_reference text,
  updated_at timestamptz not null,
  primary key (authority_id, id),
  unique (authority_id, reference),
  foreign key (authority_id, person_id) references person,
  foreign key (authority_id, package_id) references package
) with (fillfactor = 70);
create index submission_worklist on submission (authority_id, state, received_at, id);
create index on submission (authority_id, person_id);
create index on submission (authority_id, location_id, state);

create table submission_rev (
  authority_id uuid not null,
  id uuid not null,
  rev int not null,
  person_id uuid not null,
  form_version int not null,
  body bytea not null,
  body_sha256 bytea not null,
  reviewer_id uuid not null,
  submitter_id uuid not null,
  submitter_role text not null,
  accepted_by uuid references account,  -- staff who accepted it out of quarantine, and so answer for it
  device_id uuid,
  made_at timestamptz,
  corrected_at timestamptz,
  not_before timestamptz,
  received_at timestamptz not null,
  standing jsonb not null,
  rating jsonb not null,
  findings jsonb not null,
  op_id uuid not null,
  primary key (authority_id, id, rev),
  foreign key (authority_id, id) references submission
);
alter table submission_rev alter column body set storage external;

create table decision (
  authority_id uuid not null,
  id uuid not null,
  submission_id uuid not null,
  rev int not null,
  person_id uuid not null,
  body text not null check (body in ('council', 'nhs')),
  outcome text not null check (outcome in ('approved', 'returned', 'rejected')),
  verifier_id uuid not null references account,
  reason text,
  batch_id uuid,
  decided_at timestamptz not null,
  void boolean not null default false,
  primary key (authority_id, id),
  foreign key (authority_id, submission_id) references submission
);
create unique index decision_once on decision (authority_id, submission_id, rev, body) where not void;

-- A verifier's words about an answer; the answers themselves are never written to.
create table comment (
  authority_id uuid not null,
  id uuid not null,
  submission_id uuid not null,
  rev int not null,
  person_id uuid not null,
  pointer text not null,
  text text not null,
  account_id uuid not null references account,
  made_at timestamptz not null,
  primary key (authority_id, id),
  foreign key (authority_id, submission_id) references submission
);
create index on comment (authority_id, submission_id, made_at);

create table history (
  authority_id uuid not null,
  id bigint generated always as identity,
  submission_id uuid not null,
  person_id uuid not null,
  action text not null,
  from_state text,
  to_state text not null,
  rev int not null,
  account_id uuid,
  capacity text not null,
  organisation_id uuid,
  reason text,
  op_id uuid,
  batch_id uuid,
  at timestamptz not null,
  primary key (authority_id, id),
  foreign key (authority_id, submission_id) references submission
);
create index on history (authority_id, submission_id, id);

create table outbox (
  authority_id uuid not null,
  id bigint generated always as identity,
  target text not null,
  message text not null,
  person_id uuid not null,
  submission_id uuid not null,
  rev int not null,
  decision_id uuid not null,
  attempts int not null default 0,
  due_at timestamptz not null,
  lease_until timestamptz,
  state text not null default 'ready' check (state in ('ready', 'in_flight', 'sent', 'dead')),
  created_at timestamptz not null,
  primary key (id),
  unique (target, message, decision_id),
  foreign key (authority_id, submission_id) references submission,
  foreign key (authority_id, decision_id) references decision
);
create index outbox_due on outbox (target, due_at) where state = 'ready';

create table quarantine (
  authority_id uuid not null,
  op_id uuid not null,
  reference text not null,
  device_id uuid not null,
  account_id uuid not null,
  location_id uuid not null references location,
  kind text not null,
  entity_id uuid not null,
  problem jsonb not null,
  received_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'accepted', 'returned')),
  version int not null default 1,
  resolved_by uuid references account,
  resolved_at timestamptz,
  reason text,
  submission_rev int,
  primary key (authority_id, op_id),
  unique (authority_id, reference),
  foreign key (authority_id, op_id) references op_ledger
);
create index on quarantine (authority_id, state, received_at);

-- The answer given to a verifier's request, so that the same key gives the same answer.
create table answered_request (
  account_id uuid not null references account,
  key text not null,
  fingerprint bytea not null,
  status int not null,
  answer bytea not null,
  answered_at timestamptz not null,
  primary key (account_id, key)
);

-- When a device was first given a form version or a revision: work based on it can't be older.
create table served (
  device_id uuid not null,
  what text not null,
  first_at timestamptz not null,
  primary key (device_id, what)
);

do $$
declare name text;
begin
  foreach name in array array['submission', 'submission_rev', 'decision', 'comment', 'history', 'outbox'] loop
    call restrict_to_reach(name, 'person_id', 'reach');
  end loop;
  foreach name in array array['op_ledger', 'op_body', 'quarantine'] loop
    execute format('alter table %I enable row level security', name);
    execute format($p$create policy author_and_staff on %I using (
      authority_id = any ((select actor_staff_of())::uuid[])
      or (authority_id = any ((select actor_authorities())::uuid[]) and account_id = (select actor_account())))$p$, name);
  end loop;
end $$;
-- Of the ledger only a claim may go again, in the transaction that made it.
create policy only_claims_go on op_ledger as restrictive for delete using (status = 'claimed');
alter table answered_request enable row level security;
create policy own on answered_request using (account_id = (select actor_account()));
alter table served enable row level security;
create policy own on served using (device_id = (select actor_device()));
