-- What the law keeps for the council: safeguarding concerns, and who may do which of its functions.

-- A concern that was raised stays raised. From `withheld_since` on nobody at the provider sees what happens.
alter table submission
  add column concern_raised boolean not null default false,
  add column withheld_since timestamptz;

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
