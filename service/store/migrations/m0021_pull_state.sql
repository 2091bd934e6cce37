-- How things stand for a tablet, in one statement: most of those who ask have everything already.

-- The scopes that a tablet may hold, each with a mark of what its councils ask: another mark, another catalogue. First it
-- says who asks, for row security to look at, as a transaction's begin does: so one call is a transaction of its own.
-- Its plan goes by indexes whatever the tables look like, since one that is made while they are empty lasts while they fill.
create function sync_state(
  at timestamptz, account text, device text, authorities text, staff_of text, holders text, of_location uuid)
returns table (
  scope_id uuid, authority_id uuid, epoch uuid, history boolean, head bigint, floor bigint, digest bigint, asked text)
language plpgsql as $$
begin
  perform set_config('app.at', at::text, true), set_config('app.account', account, true), set_config('app.device', device, true),
    set_config('app.authorities', authorities, true), set_config('app.staff_of', staff_of, true),
    set_config('app.holders', holders, true), set_config('enable_seqscan', 'off', true);
  return query
    with decided as (
      select p.authority_id || p.name || p.version || (p.effective_from <= at) || jsonb_hash_extended(p.body, 0) as mark
      from policy p
      where p.authority_id = any ((select actor_authorities())::uuid[]) and p.name in ('forms', 'rating')
        and p.effective_from is not null
      union all
      select q.authority_id || q.form || '@' || q.form_version || '+' || q.version || q.opened_at || coalesce(q.accept_until::text, '')
      from question_set q
      where q.authority_id = any ((select actor_authorities())::uuid[]) and q.opened_at is not null)
    select z.scope_id, z.authority_id, a.epoch, z.class = 1, z.head, z.floor, z.digest,
      (select coalesce(string_agg(mark, ' ' order by mark), '') from decided)
    from sync_scope z join authority a on a.id = z.authority_id
    where z.holder_id = of_location or z.holder_id = (select actor_account())
    order by z.class, z.holder_id <> of_location, z.authority_id;
end $$;
