-- What councils have decided about what is asked, from when on
-- Of the authorities $1, every version of their policies on forms and on ratings that took effect or will, and of their own
-- questions that were ever asked, without what these ask; the earliest first.
select authority_id, name, version, body, effective_from
from policy
where authority_id = any ($1::uuid[]) and name in ('forms', 'rating') and effective_from is not null
union all
select authority_id, 'questions', version,
  jsonb_build_object('form', form, 'form_version', form_version, 'accept_until', accept_until), opened_at
from question_set
where authority_id = any ($1::uuid[]) and opened_at is not null
order by effective_from, version
