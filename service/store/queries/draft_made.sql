-- When a draft was made
-- By the clock of its tablet, which may have given out the number twice if it was restored from a backup.
select max(l.made_at) from op_ledger l
where l.authority_id = $1 and l.entity_id = $2 and l.account_id = $3 and l.device_id = $4 and l.device_seq = $5
  and l.kind = 'save_draft' and l.status = 'accepted'
