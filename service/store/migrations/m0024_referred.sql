-- As before (0009), but that whoever refers somebody waits for what is on its way about them: it would be told to those who
-- held the person before, and to nobody who holds them from now on.
create or replace function referral_person(of_authority uuid, hospital uuid, record_id text, nhs_number text, given text, family text,
  born date, of_postcode text, new_id uuid, new_grant uuid, at timestamptz)
returns table (person_id uuid, answer text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare found_id uuid; others int;
begin
  if of_authority <> all (actor_authorities()) or hospital <> all (actor_holders()) then
    raise exception 'referred outside the reach of the actor' using errcode = '42501';
  end if;
  select count(distinct i.person_id), min(i.person_id::text)::uuid into others, found_id
  from person_identifier i
  where i.authority_id = of_authority and i.valid_until is null
    and ((i.system = 'record' and i.value = record_id) or (i.system = 'nhs' and i.value = nhs_number));
  if others > 1 then return query select null::uuid, 'ambiguous'; return; end if;
  if others = 0 then
    if nhs_number is null then return query select null::uuid, 'unknown'; return; end if;
    insert into person (authority_id, id, given_name, family_name, date_of_birth, postcode, updated_at)
    values (of_authority, new_id, given, family, born, of_postcode, at);
    insert into person_identifier (authority_id, person_id, system, value, valid_from)
    values (of_authority, new_id, 'nhs', nhs_number, at);
    found_id := new_id;
  else
    perform 1 from person p where p.authority_id = of_authority and p.id = found_id
      and p.date_of_birth = born and lower(p.family_name) = lower(family) for update;
    if not found then return query select null::uuid, 'differs'; return; end if;
  end if;
  insert into access_grant (authority_id, id, person_id, holder_kind, holder_id, basis, valid_from)
  select of_authority, new_grant, found_id, 'location', hospital, 'referral', at
  where not exists (
    select from access_grant g where g.authority_id = of_authority and g.person_id = found_id and g.holder_id = hospital
      and g.basis = 'referral' and g.valid_from <= at and (g.valid_until is null or g.valid_until > at));
  return query select found_id, 'found';
end $$;
