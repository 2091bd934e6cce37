-- Add people with their record ids
-- Both in one statement: nobody is ever without the number by which the record knows them.
with given as (
  select * from jsonb_to_recordset($2::jsonb) as r(
    id uuid, record_id text, given_name text, family_name text, date_of_birth date, postcode text, flags text[],
    next_review_due date, version int)),
added as (
  insert into person (authority_id, id, given_name, family_name, date_of_birth, postcode, flags, next_review_due, version, updated_at)
  select $1, id, given_name, family_name, date_of_birth, postcode, flags, next_review_due, version, $3 from given)
insert into person_identifier (authority_id, person_id, system, value, valid_from)
select $1, id, 'record', record_id, $3 from given
