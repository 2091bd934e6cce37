-- How far scopes have come
-- Of those that somebody waits for, who has been told before that they hold them.
select scope_id, head from sync_heads($1)
