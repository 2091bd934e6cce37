-- Whether somebody works in a capacity
-- The account $1, the capacity $2, at a time ($3), as far as the caller sees that.
select exists (
  select from membership m
  where m.id = $2 and m.account_id = $1 and m.valid_from <= $3 and (m.valid_until is null or m.valid_until > $3))
