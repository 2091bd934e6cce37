-- One account
-- As its own person and colleagues may see it.
select id, username, name from account where id = $1
