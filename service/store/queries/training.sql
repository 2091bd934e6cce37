-- What somebody has learnt
-- The latest first, without what was recorded in error.
select t.id, t.course, t.level, t.completed_on, t.expires_on from training t
where t.account_id = $1 and t.voided_at is null
order by t.completed_on desc, t.course
