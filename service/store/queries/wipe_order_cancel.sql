-- Take back the order that a tablet has not carried out
-- It no longer travels; a tablet that has it already is wiped all the same.
update wipe_order set cancelled_at = $2 where device_id = $1 and cancelled_at is null and carried_out_at is null
