-- Attachments: files that travel by themselves, before or after the review that names them.

-- Which files a revision names, by their digest: the evidence that has to come before it is approved.
create table evidence_named (
  authority_id uuid not null,
  submission_id uuid not null,
  rev int not null,
  person_id uuid not null,
  sha256 bytea not null check (length(sha256) = 32),
  primary key (authority_id, submission_id, rev, sha256),
  foreign key (authority_id, submission_id, rev) references submission_rev
);
call restrict_to_reach('evidence_named', 'person_id', 'reach');

insert into evidence_named (authority_id, submission_id, rev, person_id, sha256)
select distinct r.authority_id, r.id, r.rev, r.person_id, decode(a ->> 'sha256', 'hex')
from submission_rev r
cross join lateral jsonb_array_elements(
  case jsonb_typeof(convert_from(r.body, 'UTF8')::jsonb -> 'attachments')
    when 'array' then convert_from(r.body, 'UTF8')::jsonb -> 'attachments' else '[]' end) a;

-- At which revision a verifier waived what had not come.
alter table submission add column evidence_waived_rev int;

-- A file's content, once in each authority: `sha256` is that of what was sent, `shown_sha256` that of what is opened, from
-- which an image has lost where it was taken. Under which key it is stored follows from the digest.
create table attachment_file (
  authority_id uuid not null references authority,
  sha256 bytea not null check (length(sha256) = 32),
  length int not null,
  media_type text not null,
  shown_sha256 bytea not null check (length(shown_sha256) = 32),
  shown_length int not null,
  scan text not null check (scan in ('clean', 'infected', 'unscanned')),
  scanned_at timestamptz,
  stored_at timestamptz not null,
  primary key (authority_id, sha256)
);
create index on attachment_file (stored_at) where scan = 'unscanned';

-- One upload: `received` bytes of it are kept in `parts`, in their order, until it is complete. Nothing keeps its name.
create table attachment (
  authority_id uuid not null references authority,
  id uuid not null,
  submission_id uuid not null,  -- no reference: the file may come before the review
  sha256 bytea not null check (length(sha256) = 32),
  length int not null check (length > 0),
  received int not null default 0 check (received between 0 and length),
  parts text[] not null default '{}',
  state text not null default 'receiving' check (state in ('receiving', 'complete', 'refused', 'expired', 'terminated')),
  fault text,
  created_by uuid not null references account,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (authority_id, id)
) with (fillfactor = 70);
create index on attachment (authority_id, submission_id, sha256);
create index on attachment (expires_at) where state = 'receiving';

-- Whoever reads the submission reads of its attachments; until it has come, only who sends them does.
alter table attachment enable row level security;
create policy seen_by_sender_and_readers on attachment for select using (
  authority_id = any ((select actor_authorities())::uuid[]) and (
    created_by = (select actor_account()) or exists (
      select from submission s where s.authority_id = attachment.authority_id and s.id = attachment.submission_id)));
create policy begun_in_ones_own_name on attachment for insert with check (
  authority_id = any ((select actor_authorities())::uuid[]) and created_by = (select actor_account()));
create policy continued_in_ones_own_name on attachment for update using (created_by = (select actor_account()));

-- A digest and a length say nothing of anybody: who has a file in hand may know that the tenant has it.
alter table attachment_file enable row level security;
create policy of_ones_authorities on attachment_file for select using (authority_id = any ((select actor_authorities())::uuid[]));
create policy stored_for_ones_authorities on attachment_file for insert with check (
  authority_id = any ((select actor_authorities())::uuid[]));

-- The evidence of every revision, and what of it has come: nothing that a scanner found to be harmful has.
create view evidence with (security_invoker = true) as
select n.authority_id, n.submission_id, n.rev, n.sha256, exists (
    select from attachment a join attachment_file f on f.authority_id = a.authority_id and f.sha256 = a.sha256
    where a.authority_id = n.authority_id and a.submission_id = n.submission_id and a.sha256 = n.sha256
      and a.state = 'complete' and f.scan <> 'infected') as has_come
from evidence_named n;

-- Listed definer functions: the sweep acts for nobody, and learns of nobody.

-- Ends what has not been finished in time; answers the parts that are needed no more.
create function attachments_expire(at timestamptz) returns setof text
language sql security definer set search_path = public, pg_temp as $$
  with old as (
    select authority_id, id, parts from attachment where state = 'receiving' and expires_at <= at for update),
  gone as (
    update attachment a set state = 'expired', parts = '{}', ended_at = at
    from old where a.authority_id = old.authority_id and a.id = old.id)
  select unnest(parts) from old
$$;

-- Which of these files are the content of a row, and which of these parts an upload still needs.
create function attachments_needed(authorities uuid[], digests bytea[], uploads uuid[], keys text[])
returns setof text language sql stable security definer set search_path = public, pg_temp as $$
  select t.key from unnest(authorities, digests, uploads, keys) as t(authority_id, sha256, id, key)
  where exists (select from attachment_file f where f.authority_id = t.authority_id and f.sha256 = t.sha256)
    or exists (select from attachment a where a.authority_id = t.authority_id and a.id = t.id and t.key = any (a.parts))
$$;

-- Files that nobody has looked through yet, the oldest first.
create function attachments_unscanned(most int) returns table (authority_id uuid, sha256 bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.authority_id, f.sha256 from attachment_file f where f.scan = 'unscanned' order by f.stored_at limit most
$$;

create function attachment_scanned(of_authority uuid, of_file bytea, result text, at timestamptz) returns void
language sql security definer set search_path = public, pg_temp as $$
  update attachment_file set scan = result, scanned_at = at
  where authority_id = of_authority and sha256 = of_file and scan = 'unscanned'
$$;
