-- All that counts of what some people ($1) have learnt
-- As far as the caller sees that.
select t.id, t.account_id, t.course, t.completed_on, t.expires_on, t.level from training t
where t.account_id = any ($1::uuid[]) and t.voided_at is null
