-- The rulesets that councils have drafted
-- Of the authorities $1, by name and version.
select r.* from ruleset r where r.authority_id = any ($1::uuid[])
order by r.name, r.version, r.authority_id
