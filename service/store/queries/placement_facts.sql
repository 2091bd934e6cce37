-- What the record has to know of a home's word beside the assessment's answers
-- $1 authority, $2 the decision, $3 the moment at which the person's numbers hold.
select d.*, c.gss_code as council, p.given_name || ' ' || p.family_name as name, p.date_of_birth, p.training_data,
  o.name as organisation, l.name as location, h.name as hospital, r.ward, r.proposed_from, r.arrived_at,
  b.name as decided_by_name,
  (select i.value from person_identifier i
   where i.authority_id = d.authority_id and i.person_id = d.person_id and i.system = 'record'
     and i.valid_from <= $3 and (i.valid_until is null or i.valid_until > $3)
   order by i.valid_from desc limit 1) as record_id,
  (select i.value from person_identifier i
   where i.authority_id = d.authority_id and i.person_id = d.person_id and i.system = 'nhs'
     and i.valid_from <= $3 and (i.valid_until is null or i.valid_until > $3)
   order by i.valid_from desc limit 1) as nhs_number,
  (select k.cqc_location_id from location_cqc_id k
   where k.location_id = d.location_id and k.valid_from <= $3::timestamptz::date
     and (k.valid_until is null or k.valid_until > $3::timestamptz::date)
   order by k.valid_from desc limit 1) as cqc_location_id
from home_decision d
join authority c on c.id = d.authority_id
join person p on p.authority_id = d.authority_id and p.id = d.person_id
join location l on l.id = d.location_id
join organisation o on o.id = l.organisation_id
join referral r on r.authority_id = d.authority_id and r.id = d.referral_id
join location h on h.id = r.hospital_location_id
left join account b on b.id = d.decided_by
where d.authority_id = $1 and d.id = $2
