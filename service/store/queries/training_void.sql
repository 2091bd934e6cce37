-- Make void what was recorded in error
-- Courses ($2) of an account ($1), by whom ($3) and when ($4).
update training set voided_by = $3, voided_at = $4 where account_id = $1 and id = any ($2::uuid[]) and voided_at is null
