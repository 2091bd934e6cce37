-- Where a submission waits, until when, and what has to be known to say so.

-- How the Care Quality Commission had a location, by dates: judged on the day of a review and on that of its receipt.
create table location_rating (
  location_id uuid not null references location,
  rating text not null,  -- its words, whatever they are
  status text not null,
  inherited boolean not null default false,
  source text not null,
  file_date date not null,
  valid_from date not null,
  valid_until date,
  primary key (location_id, valid_from)
);
alter table location_rating enable row level security;
create policy seen_by_any_actor on location_rating for select using ((select actor_account()) is not null);

-- What came before there was any routing waits where it did, and has to be opened.
alter table submission
  add column queue text not null default 'full'
    constraint submission_queue_check check (queue in ('safeguarding', 'joint', 'health', 'full', 'light_touch')),
  add column due_left interval;  -- the working time that was left when it was returned; no clock runs until it comes again
update submission set queue = case funder when 'joint' then 'joint' when 'nhs' then 'health' else 'full' end where funder <> 'council';
alter table submission alter column queue drop default;
create index on submission (authority_id, package_id);

alter table submission_rev add column routing jsonb;
update submission_rev r set routing = jsonb_build_object('queue', s.queue, 'bulk_approvable', false, 'due_at', r.received_at, 'reasons',
  '[{"code": "not-routed", "what_would_change_it": "A new revision, which is routed as it arrives."}]'::jsonb)
from submission s where s.authority_id = r.authority_id and s.id = r.id;
alter table submission_rev alter column routing set not null;

-- In what capacities colleagues worked at a location that the caller holds, at each of these moments, and what training
-- they have had.
drop function standing_at(uuid[], uuid[], timestamptz);
create function standing_at(accounts uuid[], locations uuid[], moments timestamptz[])
returns table (account_id uuid, location_id uuid, at timestamptz, roles text[], training jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.a, t.l, t.m,
    (select coalesce(array_agg(distinct m.role order by m.role), '{}') from membership m
     where m.account_id = t.a and m.organisation_id = p.organisation_id and (m.location_id is null or m.location_id = t.l)
       and m.valid_from <= t.m and (m.valid_until is null or m.valid_until > t.m)),
    (select coalesce(jsonb_agg(jsonb_build_object('course', r.course, 'completed_on', r.completed_on, 'expires_on', r.expires_on)
                               order by r.course, r.completed_on), '[]')
     from training r where r.account_id = t.a)
  from unnest(accounts, locations, moments) as t(a, l, m) join location p on p.id = t.l
  where t.l = any (actor_holders()) or exists (
    select from organisation_authority o
    where o.organisation_id = p.organisation_id and o.authority_id = any (actor_staff_of()))
$$;
