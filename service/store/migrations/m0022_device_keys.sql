-- The thumbprint (RFC 7638) of the key that was shown when the session was opened (RFC 9449); null where none was.
alter table session add column key text;

-- As before, with that key.
drop function session_open(uuid, uuid, uuid, bytea, uuid, bytea, timestamptz, timestamptz);
create function session_open(new_session uuid, of_account uuid, on_device uuid, from_source bytea, shown text,
  new_token uuid, new_hash bytea, until timestamptz, at timestamptz) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into session (id, account_id, device_id, device_version, source, key, created_at)
  values (new_session, of_account, on_device, (select d.version from device d where d.id = on_device), from_source,
    shown, at);
  insert into refresh_token (id, hash, session_id, issued_at, expires_at) values (new_token, new_hash, new_session, at, until);
  update device set last_seen_at = at where id = on_device
$$;

-- As before, with that key.
drop function refresh_token_lock(bytea);
create function refresh_token_lock(presented bytea)
returns table (token_id uuid, session_id uuid, account_id uuid, account_state text, device_id uuid, device_state text,
  device_version int, session_over boolean, expires_at timestamptz, replaced_at timestamptz, revoked boolean,
  successor_used boolean, wipe_order text, key text)
language sql security definer set search_path = public, pg_temp as $$
  select from session s where s.id = (select r.session_id from refresh_token r where r.hash = presented) for update;
  select r.id, s.id, a.id, a.state, d.id, d.state, d.version,
    s.ended_at is not null or coalesce(s.device_version < d.sessions_since, false),
    r.expires_at, r.replaced_at, r.revoked_at is not null, coalesce(n.replaced_at is not null, false), w.signed, s.key
  from refresh_token r join session s on s.id = r.session_id join account a on a.id = s.account_id
  left join device d on d.id = s.device_id left join refresh_token n on n.id = r.successor_id
  left join wipe_order w on w.device_id = d.id and w.cancelled_at is null and w.carried_out_at is null
  where r.hash = presented
$$;
