-- People by the names by which they log in ($1), who work somewhere at a time ($2)
-- As far as the caller sees that.
select a.id, a.username from account a
where a.username = any ($1::text[]) and exists (
  select from membership m
  where m.account_id = a.id and m.valid_from <= $2 and (m.valid_until is null or m.valid_until > $2))
