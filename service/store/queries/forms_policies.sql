-- Which versions of forms councils take
-- Of the authorities $1 those that have decided about it, by the policy in force at $2.
select a as authority_id, p.policies -> 'forms' as forms
from unnest($1::uuid[]) as t(a)
cross join lateral (select policies_in_force(a, $2::timestamptz) as policies) p
where p.policies ? 'forms'
