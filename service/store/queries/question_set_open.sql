-- Ask a drafted version of a council's questions from now on
-- $4 when, $5 who opened it.
update question_set set opened_at = $4, opened_by = $5
where authority_id = $1 and form = $2 and version = $3
