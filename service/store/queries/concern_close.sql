-- Close a concern, with what was done about it
-- Whoever closes it sees to it, if nobody did. One that is closed stays as it is.
update concern set closed_by = $3, reason = $4, closed_at = $5,
  owner_id = coalesce(owner_id, $3), owned_since = coalesce(owned_since, $5)
where authority_id = $1 and id = $2 and closed_at is null
returning true
