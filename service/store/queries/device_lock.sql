-- One tablet, held until the commit
-- An order to suspend, restore or wipe waits for the one before it.
select d.id, d.location_id, d.state from device d where d.id = $1 for update
