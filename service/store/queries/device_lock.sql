-- One tablet, held until the commit
select d.id, d.location_id, d.state from device d where d.id = $1 for update
