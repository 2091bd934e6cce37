-- Make void what was recorded in error
-- Courses ($1), by whom ($2) and when ($3).
update training set voided_by = $2, voided_at = $3 where id = any ($1::uuid[]) and voided_at is null
