-- Order a tablet to wipe itself
-- An order that is pending already stays the one.
insert into wipe_order (device_id, nonce, signed, deposit_first, ordered_by, ordered_at) values ($1, $2, $3, $4, $5, $6)
on conflict (device_id) where cancelled_at is null and carried_out_at is null do nothing
