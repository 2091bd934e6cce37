-- Versions of councils' questions
-- Of the authorities $1, newest first; $2 a form, or null for all. Drafts are seen by the council's staff alone.
select authority_id, form, version, form_version, asked, reason, made_by, made_at, opened_at, accept_until
from question_set
where authority_id = any ($1::uuid[]) and ($2::text is null or form = $2)
order by authority_id, form, version desc
