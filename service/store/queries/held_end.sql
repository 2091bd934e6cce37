-- Write down what became of a held op
-- $3 state, $4 time, $5 revision, $6 problem. What needs a person now stands in their list as if it had just come.
with ended as (update held_op set ended_at = $4 where authority_id = $1 and op_id = $2)
update quarantine set state = $3, resolved_at = case when $3 <> 'open' then $4 end, submission_rev = $5,
  problem = coalesce($6::jsonb, problem), version = version + 1
where authority_id = $1 and op_id = $2
returning version
