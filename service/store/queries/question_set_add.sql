-- Write the next version of a council's questions
-- Two who write at once don't get the same number: the second is refused, and may try again.
insert into question_set (authority_id, form, version, form_version, asked, reason, made_by, made_at)
select $1::uuid, $2::text, coalesce(max(version), 0) + 1, $3::int, $4::jsonb, $5::text, $6::uuid, $7::timestamptz
from question_set where authority_id = $1 and form = $2
returning version
