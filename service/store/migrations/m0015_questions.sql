-- A council's own questions about a form, as versions that replace each other, and which versions of forms it takes.

-- Versions count by authority and form. Without `opened_at` one is a draft; once the next is opened, work that answers it
-- is taken in until `accept_until`.
create table question_set (
  authority_id uuid not null references authority,
  form text not null,
  version int not null check (version > 0),
  form_version int not null check (form_version > 0),
  asked jsonb not null,
  reason text not null,
  made_by uuid not null references account,
  made_at timestamptz not null,
  opened_at timestamptz,
  opened_by uuid references account,
  accept_until timestamptz,
  primary key (authority_id, form, version),
  check ((opened_at is null) = (opened_by is null)),
  check (accept_until is null or opened_at is not null)
);

-- In which version of its form quarantined work was sent: staff file it in that one.
alter table quarantine add column form_version int;

alter table policy drop constraint policy_name_check;
alter table policy add constraint policy_name_check check (name in ('approval', 'routing', 'rating', 'forms'));

alter table question_set enable row level security;
create policy seen_by_those_it_asks on question_set for select using (
  authority_id = any ((select actor_staff_of())::uuid[])
  or (opened_at is not null and authority_id = any ((select actor_authorities())::uuid[])));
create policy drafted_by_staff on question_set for insert with check (authority_id = any ((select actor_staff_of())::uuid[]));
create policy opened_by_staff on question_set for update using (authority_id = any ((select actor_staff_of())::uuid[]));
