-- Count a decision about one of a provider's reviews
-- $3 is 1 where the verifier did not agree, else 0. A running mean, in which the latest $4 outweigh all before them.
insert into track_record as p (authority_id, organisation_id, decided, disagreement, updated_at)
values ($1, $2, 1, $3::double precision, $5)
on conflict (authority_id, organisation_id) do update set
  decided = p.decided + 1, updated_at = excluded.updated_at,
  disagreement = p.disagreement + (excluded.disagreement - p.disagreement) / least(p.decided + 1, $4::int)
