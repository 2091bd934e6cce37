-- Approve many submissions, each at exactly the revision that was seen
-- $1 authorities, $2 ids, $3 revisions seen; $4 the verifier, $5 the organisations they belong to; in what capacity they
-- decide: $6 authorities, $7 funders, $8 bodies, $9 roles, $10 organisations; $11 the states that bulk approval leaves, by
-- the lifecycle's table, $12 the one to which it leads; $13 note, $14 batch, $15 now.
-- All of them are held already, with their people. Answers those that were approved, at the version that they have now.
with asked as materialized (
  select * from unnest($1::uuid[], $2::uuid[], $3::bigint[]) as t(authority_id, id, rev)),
hands as materialized (
  select * from submission_hands($1, $2, $5::uuid[])),
l as materialized (
  select s.*, a.rev as seen, h.authors, h.houses
  from asked a join submission s on s.authority_id = a.authority_id and s.id = a.id
  join hands h on h.authority_id = a.authority_id and h.id = a.id),
ok as (
  update submission s
  set state = $12::text, version = l.version + 1, opened_by = null, lease_until = null, updated_at = $15::timestamptz
  from l join unnest($6::uuid[], $7::text[], $8::text[], $9::text[], $10::uuid[])
    as c(authority_id, funder, body, role, organisation_id) on c.authority_id = l.authority_id and c.funder = l.funder
  where s.authority_id = l.authority_id and s.id = l.id
    and l.rev = l.seen and l.proposed_rev is null and l.state = any ($11::text[])
    and l.bulk_approvable and not l.concern_raised and not l.rating_lowered and l.open_queries = 0 and l.blocking_findings = 0
    and (l.evidence_waived_rev is not distinct from l.rev or not exists (select from evidence e
      where e.authority_id = l.authority_id and e.submission_id = l.id and e.rev = l.rev and not e.has_come))
    and (l.opened_by is null or l.opened_by = $4::uuid or l.lease_until is null or l.lease_until <= $15)
    and $4 <> all (l.authors) and l.organisation_id <> all ($5) and l.houses = '{}'
  returning s.authority_id, s.id, s.person_id, s.rev, s.version, l.state as from_state, c.body, c.role, c.organisation_id),
dec as (
  insert into decision (authority_id, id, submission_id, rev, person_id, body, outcome, verifier_id, reason, batch_id, decided_at)
  select authority_id, gen_random_uuid(), id, rev, person_id, body, 'approved', $4, $13::text, $14::uuid, $15 from ok
  returning authority_id, id, submission_id, rev, person_id),
hist as (
  insert into history (authority_id, submission_id, person_id, action, from_state, to_state, rev, account_id, capacity,
    organisation_id, reason, batch_id, at)
  select authority_id, id, person_id, 'approve', from_state, $12, rev, $4, role, organisation_id, $13, $14, $15 from ok),
ob as (
  insert into outbox (authority_id, target, message, person_id, submission_id, rev, decision_id, due_at, created_at)
  select authority_id, 'record', 'approved', person_id, submission_id, rev, id, $15, $15 from dec)
select authority_id, id, person_id, version from ok
