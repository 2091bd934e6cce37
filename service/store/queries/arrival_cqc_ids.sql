-- Which CQC ids are known
-- Of those that arriving work names and that are not its package's: another location's is another matter than a slip.
select distinct cqc_location_id from location_cqc_id where cqc_location_id = any ($1::text[])
