-- A page of pushes, newest first
-- A filter that is null or empty lets everything through; $6 names one push, $7 is the place after which the page begins.
select m.*, coalesce(s.id, a.id) as about, coalesce(s.reference, a.reference) as reference,
  case when s.id is null then 'assessment' else 'review' end as form, p.given_name || ' ' || p.family_name as person_name, before.push_id as behind,
  t.attempt, t.began_at, t.ended_at, t.outcome, t.code, t.why, t.exchanges
from outbox m
left join submission s on s.authority_id = m.authority_id and s.id = m.submission_id
left join home_decision d on d.authority_id = m.authority_id and d.id = m.home_decision_id
left join assessment a on a.authority_id = d.authority_id and a.id = d.assessment_id
join person p on p.authority_id = m.authority_id and p.id = m.person_id
left join push_attempt t on t.message_id = m.id and t.attempt = m.attempts
left join lateral (
  select b.push_id from outbox b
  where m.state = 'ready' and b.target = m.target and b.authority_id = m.authority_id and b.person_id = m.person_id
    and (b.state = 'in_flight' or (b.state in ('ready', 'dead') and b.id < m.id))
  order by b.id desc limit 1) before on true
where m.authority_id = any ($1::uuid[])
  and (cardinality($2::text[]) = 0 or m.state = any ($2))
  and ($3::text is null or m.target = $3)
  and ($4::text is null or m.last_code = $4)
  and ($5::uuid is null or coalesce(m.submission_id, d.assessment_id) = $5)
  and ($6::uuid is null or m.push_id = $6)
  and ($7::bigint is null or m.id < $7)
order by m.id desc
limit $8
