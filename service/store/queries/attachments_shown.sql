-- Attachments with their content
-- One by its id ($2), or those of a submission ($3), the oldest first; within the authorities of the actor, and only what
-- they reach.
select a.*, f.media_type, f.shown_sha256, f.shown_length, f.scan, f.scanned_at, f.stored_at
from attachment a
left join attachment_file f on f.authority_id = a.authority_id and f.sha256 = a.sha256 and a.state = 'complete'
where a.authority_id = any ($1::uuid[]) and (a.id = $2::uuid or a.submission_id = $3::uuid)
order by a.created_at, a.id
