-- Everything that a tablet keeps, in one file. Ids are text as they travel, moments are seconds since 1970. What is a
-- blob is sealed under the tablet's key; what is not is never about anybody.

-- Single facts: the device's id, who is signed in, the pull's cursor, the last hello, the skew of the clock.
create table note (
  name text primary key,
  value blob not null
);

-- Who has signed in on this tablet. Each numbers their own work, and only they can send it.
create table author (
  account_id text primary key,
  me blob not null,
  device_seq integer not null default 0,
  access_token blob,
  access_until real,
  refresh_token blob,
  lease blob, -- until when they are shown what the tablet holds without having been online, as the service signed it
  deposit_token blob, -- with it their work can be handed in when the tablet may not sync, and nothing else
  to_reconcile integer not null default 0, -- the service was restored since, and may have lost work of theirs
  refresh_begun real -- since when a refresh may have been carried out without its reply having reached us
);

-- What is being written and has not been handed in.
create table draft (
  submission_id text primary key,
  account_id text not null references author,
  body blob not null,
  saved_at real not null,
  version integer not null default 0 -- of the author's draft at the service, on which this goes on
);

-- The outbox, in the order in which work was made. `op` is sent as it stands, however often that takes.
create table op (
  position integer primary key autoincrement,
  op_id text not null unique,
  account_id text not null references author,
  device_seq integer not null,
  entity_id text not null, -- in which line it goes: its submission's, or `draft:` and that for a draft
  scope_id text,
  op blob not null,
  built_on blob, -- the answers as they were before the author changed them
  stage text not null,
  outcome blob,
  reason blob,   -- why the council's staff sent quarantined work back
  deposited blob, -- the receipt of the council's staff, where the tablet might not sync
  receipt_scope text,
  receipt_seq integer,
  not_before real not null default 0,
  settled_at real,
  unique (account_id, device_seq)
);
create index op_of_entity on op (entity_id, position);

-- What the tablet may hold. `anew`: it is being pulled from the start; `leaving`: no longer ours; `suspect`: it is not
-- what the service says that it is, and has still to be compared with the manifest (1), or has been (2).
create table scope (
  scope_id text primary key,
  reached integer not null default 0,
  anew integer not null default 0,
  leaving integer not null default 0,
  suspect integer not null default 0
);

-- What the manifest of a suspect scope lists and the tablet hasn't got, or not in that version.
create table wanted (
  scope_id text not null,
  kind text not null,
  id text not null,
  primary key (scope_id, kind, id)
);

-- What is shown: every scope as it was at one moment.
create table held (
  scope_id text not null,
  kind text not null,
  id text not null,
  rev integer not null,
  body blob not null,
  primary key (scope_id, kind, id)
);
create index held_entity on held (kind, id);

-- What has been pulled and is not shown before the pull has caught up; without a body it is gone.
create table arriving (
  scope_id text not null,
  kind text not null,
  id text not null,
  rev integer not null,
  body blob,
  primary key (scope_id, kind, id)
);

-- Forms and rulesets by their id and version, as `review@1`.
create table catalogue (
  kind text not null,
  id text not null,
  body blob not null,
  primary key (kind, id)
);

-- Files on their way to the council, in pieces; a piece that has arrived is forgotten when all have.
create table attachment (
  id text primary key,
  account_id text not null references author,
  authority_id text not null,
  submission_id text not null,
  sha256 text not null,
  length integer not null,
  sent integer not null default 0,
  state text not null default 'waiting' check (state in ('waiting', 'complete', 'refused')),
  fault text, -- by which code the service refused it
  added_at real not null
);
create table attachment_piece (
  attachment_id text not null references attachment,
  starts_at integer not null,
  content blob not null,
  primary key (attachment_id, starts_at)
);
