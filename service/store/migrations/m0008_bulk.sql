-- Many decisions at once: whose work they are about, and what a verifier has selected for them.

-- What a filter found at one moment: submissions with the revision that each had then, in the order of the list, and how
-- many more there were. It names nobody, and is forgotten once it has expired.
create table selection (
  id uuid primary key,
  account_id uuid not null references account,
  authority_ids uuid[] not null,
  submission_ids uuid[] not null,
  revs int[] not null,
  more bigint not null,
  made_at timestamptz not null,
  expires_at timestamptz not null
);
create index on selection (expires_at);
alter table selection enable row level security;
create policy own on selection using (account_id = (select actor_account()));

-- Listed definer functions.

-- Which of these accounts worked for one of these organisations, each at its own time: many verifiers' independence asked
-- at once, also where they may not see the staff.
create function worked_for(accounts uuid[], times timestamptz[], organisations uuid[])
returns table (account_id uuid, at timestamptz, organisation_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct t.a, t.t, m.organisation_id
  from unnest(accounts, times) as t(a, t) join membership m on m.account_id = t.a
  where m.organisation_id = any (organisations) and actor_account() is not null
    and m.valid_from <= t.t and (m.valid_until is null or m.valid_until > t.t)
$$;

create function selection_forget(at timestamptz) returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from selection where expires_at <= at
$$;

-- Not definer: revisions are seen within the actor's reach only.

-- Everybody who answers for any revision of these submissions, and those of the given organisations for which a reviewer or
-- submitter worked when their revision was received. Staff who accepted one answer for it; their colleagues don't.
create function submission_hands(authorities uuid[], ids uuid[], organisations uuid[])
returns table (authority_id uuid, id uuid, authors uuid[], houses uuid[])
language sql stable as $$
  with hand as materialized (
    select r.authority_id, r.id, r.received_at, a.account_id, a.wrote
    from unnest(authorities, ids) as t(a, i)
    join submission_rev r on r.authority_id = t.a and r.id = t.i
    cross join lateral (values (r.reviewer_id, true), (r.submitter_id, true), (r.accepted_by, false)) as a(account_id, wrote)
    where a.account_id is not null),
  writer as materialized (select distinct account_id, received_at from hand where wrote),
  house as materialized (
    select * from worked_for(
      (select array_agg(account_id order by account_id, received_at) from writer),
      (select array_agg(received_at order by account_id, received_at) from writer), organisations))
  select h.authority_id, h.id, array_agg(distinct h.account_id),
    coalesce(array_agg(distinct o.organisation_id) filter (where o.organisation_id is not null), '{}')
  from hand h left join house o on h.wrote and o.account_id = h.account_id and o.at = h.received_at
  group by h.authority_id, h.id
$$;
