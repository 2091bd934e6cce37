-- What is known of that which arriving work names, beside its packages
-- One document. owners: whose the identifiers are ($1 authorities, $2 systems, $3 values); a number that was given to the
-- wrong person for a while has had two. staff: who ($4) worked where ($5) and when ($6). served: when the device $7 was first
-- given what its work is based on ($8), for work can't be older than that. unfound: of ids under which no submission was
-- found ($9 authorities, $10 ids), the number of a reference each, whether one has it whom the caller doesn't reach, and
-- whether it left what the caller's location holds after $13 (feed kind $14); one that they do reach has come in just now:
-- writing it a second time will fail, and the next try finds it. questions: what the authorities $11 ever asked of their
-- own about the form $12.
select jsonb_build_object(
  'owners', (
    select coalesce(jsonb_agg(jsonb_build_array(o.authority_id, o.system, o.value, o.people)), '[]') from (
      select i.authority_id, i.system, i.value, array_agg(i.person_id) as people
      from unnest($1::uuid[], $2::text[], $3::text[]) as t(a, s, v)
      join person_identifier i on i.authority_id = t.a and i.system = t.s and i.value = t.v
      group by i.authority_id, i.system, i.value) o),
  'staff', (
    select coalesce(jsonb_agg(jsonb_build_array(s.account_id, s.location_id, s.at, s.roles, s.training)), '[]')
    from standing_at($4::uuid[], $5::uuid[], $6::timestamptz[]) s),
  'served', (
    select coalesce(jsonb_object_agg(f.what, f.first_at), '{}')
    from served f where f.device_id = $7 and f.what = any ($8::text[])),
  'unfound', (
    select coalesce(jsonb_agg(jsonb_build_array(n.a, n.i, n.in_use, n.number, n.in_use and exists (
      select from sync_scope z join sync_feed f using (scope_id)
      where z.authority_id = n.a and f.kind = $14 and f.entity_id = n.i and f.removed and f.changed_at > $13))), '[]')
    from (
      select t.a, t.i, nextval('submission_reference') as number,
        submission_id_in_use(t.a, t.i)
          and not exists (select from submission s where s.authority_id = t.a and s.id = t.i) as in_use
      from unnest($9::uuid[], $10::uuid[]) as t(a, i)) n),
  'questions', (
    select coalesce(jsonb_agg(to_jsonb(q) order by q.authority_id, q.version desc), '[]')
    from question_set q where q.authority_id = any ($11::uuid[]) and q.form = $12 and q.opened_at is not null))
