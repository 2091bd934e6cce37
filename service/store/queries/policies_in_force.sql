-- The policies in force for an authority
-- By name; null where it has decided nothing for itself by $2.
select policies_in_force($1, $2)
