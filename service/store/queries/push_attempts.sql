-- The last two hundred tries at one push, oldest first
-- A push that was tried for weeks shows its end.
select t.* from (
  select t.* from push_attempt t join outbox m on m.id = t.message_id
  where m.push_id = $1 order by t.attempt desc limit 200) t
order by t.attempt
