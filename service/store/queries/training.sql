-- What somebody has learnt
-- The latest first.
select t.course, t.completed_on, t.expires_on from training t
where t.account_id = $1
order by t.completed_on desc, t.course
