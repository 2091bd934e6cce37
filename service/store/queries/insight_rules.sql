-- What verifiers made of reviews that they opened, by the reasons for opening them
-- Decisions of an authority since $2; with an empty code those that only a draw had opened.
with decided as (
  select d.outcome <> 'approved' as disagreed, r.routing -> 'reasons' as reasons
  from decision d join submission_rev r on r.authority_id = d.authority_id and r.id = d.submission_id and r.rev = d.rev
  where d.authority_id = $1 and d.decided_at >= $2 and d.batch_id is null)
select code, count(*) as opened, count(*) filter (where disagreed) as disagreed
from (
  select disagreed, reason ->> 'code' as code from decided, jsonb_array_elements(reasons) as reason
  union all
  select disagreed, '' from decided where jsonb_array_length(reasons) = 1 and reasons -> 0 ->> 'code' = 'sampled') c
group by code order by code
