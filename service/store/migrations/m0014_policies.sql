-- What a council decides for itself, as versions with a date, and how far each provider's reviews have been agreed with.

-- Without `effective_from` a version is a draft. In force is the version that took effect last; before the first, the
-- values that the service begins with.
create table policy (
  authority_id uuid not null references authority,
  name text not null check (name in ('approval', 'routing', 'rating')),
  version int not null check (version > 0),
  body jsonb not null,
  reason text not null,
  made_by uuid not null references account,
  made_at timestamptz not null,
  effective_from timestamptz,
  activated_by uuid references account,
  primary key (authority_id, name, version),
  check ((effective_from is null) = (activated_by is null))
);

-- Which policies are in force for an authority at a moment: the name of each with its values, and their versions.
create function policies_in_force(of_authority uuid, at timestamptz) returns jsonb language sql stable
  return (select jsonb_object_agg(p.name, p.body) || jsonb_build_object('versions', jsonb_object_agg(p.name, p.version)) from (
    select distinct on (name) name, version, body from policy
    where authority_id = of_authority and effective_from <= at order by name, effective_from desc, version desc) p);

-- What verifiers who opened reviews of a provider made of them; what was approved in bulk counts for nothing here.
-- `disagreement` is the share of those not approved as they came, in which the last fifty weigh most.
create table track_record (
  authority_id uuid not null references authority,
  organisation_id uuid not null references organisation,
  decided int not null,
  disagreement double precision not null check (disagreement between 0 and 1),
  updated_at timestamptz not null,
  primary key (authority_id, organisation_id)
);

-- From it and a submission's id a draw follows that nobody outside can foresee, and that anybody with it can repeat.
alter table authority add column sampling_seed uuid not null default gen_random_uuid();

-- The facts by which a revision was routed, so that it can be asked what another policy would have made of it.
-- Those from before have none.
alter table submission_rev add column routing_facts jsonb not null default '{}';
alter table submission_rev alter column routing_facts drop default;

-- Whether a finding stops an approval is settled as it is received; until now every statutory one did.
update submission_rev r set findings = (
  select jsonb_agg(case when f ->> 'kind' = 'statutory' then f || '{"stops_approval": true}' else f end order by n)
  from jsonb_array_elements(r.findings) with ordinality as e(f, n))
where r.findings @> '[{"kind": "statutory"}]';

alter table policy enable row level security;
create policy seen_by_those_it_binds on policy for select using (authority_id = any ((select actor_authorities())::uuid[]));
create policy drafted_by_staff on policy for insert with check (authority_id = any ((select actor_staff_of())::uuid[]));
create policy activated_by_staff on policy for update using (authority_id = any ((select actor_staff_of())::uuid[]));
alter table track_record enable row level security;
create policy counts_for_those_it_concerns on track_record for select using (authority_id = any ((select actor_authorities())::uuid[]));
-- Verifiers of an NHS body count too, and are no staff of the authority.
create policy counted on track_record for insert with check (authority_id = any ((select actor_authorities())::uuid[]));
create policy counted_on on track_record for update using (authority_id = any ((select actor_authorities())::uuid[]));
