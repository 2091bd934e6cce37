-- Keep a draft as it is now
-- In place of what its author wrote before, on another tablet at this moment perhaps. Answers the version that it has now.
insert into draft as d (authority_id, account_id, id, device_id, device_seq, form, form_version, base_rev, version, body, saved_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (authority_id, account_id, id) do update set
  device_id = excluded.device_id, device_seq = excluded.device_seq, form = excluded.form, form_version = excluded.form_version,
  base_rev = excluded.base_rev, version = d.version + 1, body = excluded.body, saved_at = excluded.saved_at
returning version
