-- What the law keeps for the council: safeguarding concerns, and who may do which of its functions.

-- A concern that was raised stays raised. From `withheld_since` on nobody at the provider sees what happens.
alter table submission
  add column concern_raised boolean not null default false,
  add column withheld_since timestamptz,
  add column rating_lowered boolean not null default false;

with concern as (
  select r.authority_id, r.id,
    min(r.received_at) filter (where b.review #>> '{safeguarding_detail,alleged_party_is_provider}' = 'true') as accused_at
  from submission_rev r cross join lateral (select convert_from(r.body, 'UTF8')::jsonb as review) b
  where b.review ->> 'safeguarding_concern' = 'new'
  group by r.authority_id, r.id)
update submission s set concern_raised = true, withheld_since = c.accused_at
from concern c where s.authority_id = c.authority_id and s.id = c.id;

-- Whether the actor sees nothing but the arrival: everybody who isn't staff of the council, or is the provider's.
create function withheld_from_actor(s submission) returns boolean language sql stable
  return s.withheld_since is not null and (
    s.authority_id <> all ((select actor_staff_of())::uuid[])
    or s.organisation_id = any ((select actor_holders())::uuid[])
    or s.location_id = any ((select actor_holders())::uuid[]));
create function state_as_seen(s submission) returns text language sql stable
  return case when withheld_from_actor(s) then 'submitted' else s.state end;
-- As the rules and the provider rated it, before any verifier did.
create function rating_as_seen(s submission) returns text language sql stable
  return case when withheld_from_actor(s) then (
    select r.rating ->> 'effective' from submission_rev r
    where r.authority_id = s.authority_id and r.id = s.id and r.rev = coalesce(s.proposed_rev, s.rev)) else s.rating end;

-- What happened after the arrival is out of such an actor's reach as well, whatever reads it. Staff are let through first,
-- so that nothing is looked up for them row by row. The arrival itself is an op's, and stays in sight.
create function out_of_sight(of_authority uuid, of_submission uuid, happened timestamptz) returns boolean language sql stable
  return exists (
    select from submission s
    where s.authority_id = of_authority and s.id = of_submission and s.withheld_since <= happened and withheld_from_actor(s));
create policy in_sight on comment as restrictive for select using (
  authority_id = any ((select actor_staff_of())::uuid[]) or not out_of_sight(authority_id, submission_id, made_at));
create policy in_sight on decision as restrictive for select using (
  authority_id = any ((select actor_staff_of())::uuid[]) or not out_of_sight(authority_id, submission_id, decided_at));
create policy in_sight on history as restrictive for select using (
  authority_id = any ((select actor_staff_of())::uuid[])
  or op_id is not null and capacity <> 'accepted_by_staff'
  or not out_of_sight(authority_id, submission_id, at));

-- Who may carry out which function for a council, on what basis; what the Act keeps for the council isn't among them.
create table delegation (
  authority_id uuid not null references authority,
  id uuid not null,
  organisation_id uuid not null references organisation,
  function text not null check (function not in ('integration', 'cooperation', 'charging', 'safeguarding_enquiry',
    'safeguarding_board', 'safeguarding_review', 'protecting_property')),
  extent text not null check (extent in ('doing', 'doing_and_deciding')),
  basis text not null,
  valid_from date not null,
  valid_until date check (valid_until >= valid_from),
  recorded_by uuid not null references account,
  recorded_at timestamptz not null,
  primary key (authority_id, id)
);
create index on delegation (organisation_id, function);
alter table delegation enable row level security;
create policy seen_by_staff_and_delegates on delegation for select using (
  authority_id = any ((select actor_staff_of())::uuid[])
  or (authority_id = any ((select actor_authorities())::uuid[]) and organisation_id = any ((select actor_holders())::uuid[])));
create policy recorded_by_staff on delegation for insert with check (authority_id = any ((select actor_staff_of())::uuid[]));
create policy ended_by_staff on delegation for update using (authority_id = any ((select actor_staff_of())::uuid[]));

-- A verifier's own rating of a revision, beside those of the rules and of the provider: an overlay that is never changed.
create table verifier_rating (
  authority_id uuid not null,
  id uuid not null,
  submission_id uuid not null,
  rev int not null,
  person_id uuid not null,
  rating text not null check (rating in ('green', 'amber', 'red')),
  before text not null check (before in ('green', 'amber', 'red') and before <> rating),
  reason text not null,
  verifier_id uuid not null references account,
  capacity text not null,
  made_at timestamptz not null,
  primary key (authority_id, id),
  foreign key (authority_id, submission_id) references submission
);
create index on verifier_rating (authority_id, submission_id, made_at);
call restrict_to_reach('verifier_rating', 'person_id', 'reach');
create policy in_sight on verifier_rating as restrictive for select using (
  authority_id = any ((select actor_staff_of())::uuid[]) or not out_of_sight(authority_id, submission_id, made_at));
