-- How many drafts an author has with an authority
-- Besides one; what was discarded counts no more.
select count(*) from draft where authority_id = $1 and id <> $2 and account_id = (select actor_account()) and body is not null
