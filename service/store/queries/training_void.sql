-- Courses of somebody ($1) that were recorded in error ($2), by whom ($3) and when ($4) that was said
update training set voided_by = $3, voided_at = $4 where account_id = $1 and id = any ($2::uuid[]) and voided_at is null
