-- The versions of one council's questions about a form, held so that one alone is opened at a time
-- Newest first.
select authority_id, form, version, form_version, asked, reason, made_by, made_at, opened_at, accept_until
from question_set
where authority_id = $1 and form = $2
order by version desc
for update
