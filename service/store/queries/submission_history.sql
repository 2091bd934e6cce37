-- What happened to a submission, oldest first
-- $3: after this entry; $4: how many. Names are given of those whom the reader may see.
select h.*, a.name as account_name, o.name as organisation_name
from history h left join account a on a.id = h.account_id left join organisation o on o.id = h.organisation_id
where h.authority_id = $1 and h.submission_id = $2 and h.id > $3::bigint order by h.id limit $4
