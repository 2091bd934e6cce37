-- What files of version 1 lack, which also lay open.
alter table author add column lease blob;
alter table author add column deposit_token blob;
alter table draft add column version integer not null default 0;
alter table op add column deposited blob;

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
