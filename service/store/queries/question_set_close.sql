-- Set an end to what a council asks now
-- Of the questions about version $3 of form $2; work that answers them is taken in until $4.
update question_set set accept_until = $4
where authority_id = $1 and form = $2 and form_version = $3 and opened_at is not null and accept_until is null
