-- Put a tablet into another state
-- $2 state, $3 reason, $4 time, $5 by whom, $6 whether its sessions end. The version rises, so its tokens count no more.
update device set state = $2, state_reason = $3, state_since = $4, state_by = $5, version = version + 1,
  sessions_since = case when $6 then version + 1 else sessions_since end
where id = $1
