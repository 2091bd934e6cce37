-- Put a tablet into another state, and its history with it
-- $2 state, $3 reason, $4 time, $5 by whom, $6 whether its sessions end, $7 the state before. The version rises, so its
-- tokens count no more.
with moved as (
  update device set state = $2, state_reason = $3, state_since = $4, state_by = $5, version = version + 1,
    sessions_since = case when $6 then version + 1 else sessions_since end
  where id = $1 returning id)
insert into device_history (device_id, from_state, to_state, reason, account_id, at)
select id, $7, $2, $3, $5, $4 from moved
