-- Count who waits to leave hospital at a moment, for a day
-- $1 authority, $2 the day, $3 the moment, $4 when it is counted. A day is counted once: of one that was, nothing is written.
with taken as (
  insert into discharge_day (authority_id, day, as_of, taken_at) values ($1, $2, $3, $4)
  on conflict do nothing
  returning authority_id, day),
counts as (
  insert into discharge_day_count (authority_id, day, hospital_location_id, category, pathway, people)
  select t.authority_id, t.day, r.hospital_location_id, r.category, r.pathway, count(*)
  from taken t join referral r on r.authority_id = t.authority_id
    and r.created_at <= $3 and (r.closed_at is null or r.closed_at > $3)
  group by t.authority_id, t.day, r.hospital_location_id, r.category, r.pathway)
select count(*) from taken
