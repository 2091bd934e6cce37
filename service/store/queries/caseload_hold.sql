-- Let no other import of this authority run beside this one
-- Until the commit: two that create the same person would otherwise only notice at the end.
select pg_advisory_xact_lock(hashtext('caseload'), hashtext($1::uuid::text))
