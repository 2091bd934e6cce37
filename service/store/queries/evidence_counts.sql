-- How many files a revision names, and how many of them have come
-- $1 authority, $2 submission, $3 revision.
select count(*) as named, count(*) filter (where e.has_come) as arrived
from evidence e where e.authority_id = $1 and e.submission_id = $2 and e.rev = $3
