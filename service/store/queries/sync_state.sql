-- How things stand for a tablet
-- By its bearer's reach and its location: the scopes that it may hold, active before history, and what councils ask, as a mark.
select * from sync_state($1, $2, $3, $4, $5, $6, $7)
