-- Write the next version of a policy
-- Two who write at once don't get the same number: the second is refused, and may try again.
insert into policy (authority_id, name, version, body, reason, made_by, made_at, effective_from, activated_by)
select $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5::uuid, $6, $7::timestamptz, case when $7 is not null then $5 end
from policy where authority_id = $1 and name = $2
returning version
