-- Where what was approved and what the record has don't agree
-- `waiting` is in order; `without_push` and `without_receipt` never are.
select s.id, case
    when s.state = 'recorded' then 'without_receipt'
    when m.state is null then 'without_push'
    else 'waiting' end as gap
from submission s
left join lateral (
  select m.state from outbox m
  where m.authority_id = s.authority_id and m.submission_id = s.id and (s.state = 'recorded' or m.rev = s.rev)
  order by m.state <> 'sent', m.id desc limit 1) m on true
where s.authority_id = any ($1::uuid[])
  and (s.state = 'approved' and coalesce(m.state, '') not in ('sent', 'withheld')
    or s.state = 'recorded' and m.state is distinct from 'sent')
order by s.updated_at, s.id
