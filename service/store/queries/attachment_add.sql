-- Begin an upload
-- Nothing happens where the id is taken, by whomever. $6 since when, $7 until when it may rest.
insert into attachment (authority_id, id, submission_id, sha256, length, created_by, created_at, expires_at)
values ($1, $2, $3, $4, $5, (select actor_account()), $6, $7)
on conflict do nothing
