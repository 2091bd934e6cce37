-- Everything that the application's role may do. Applied after every migration, so what isn't listed here is taken away.
-- Row security decides about which rows; this list about which tables, columns and functions.
-- Nothing is granted before something needs it. Nothing is deleted but a claim in the ledger: what has ended keeps its dates.

revoke all on all tables in schema public from public, :"application";
revoke all on all sequences in schema public from public, :"application";
revoke execute on all routines in schema public from public, :"application";
revoke create on schema public from public, :"application";
grant usage on schema public to :"application";

-- Readiness asks which migrations have run.
grant select on migration to :"application";

-- Who acts: policies call these.
grant execute on function actor_account, actor_device, actor_authorities, actor_staff_of, actor_holders, actor_at to :"application";

-- Tenancy (0001). The hash of a password is never selected, only checked: see "Sign-in".
grant select on authority, organisation, organisation_authority, location, location_cqc_id, team to :"application";
grant select (id, username, name, state, created_at) on account to :"application";
grant select on membership, training to :"application";
grant select, insert, update on person, person_identifier, package to :"application";
grant select, insert on access_grant to :"application";
grant update (valid_until) on access_grant to :"application";

-- Sign-in and devices (0002). Secrets stay behind the functions: sessions, tokens, codes and buckets can't be read.
grant select on device to :"application";
grant update (state, state_reason, state_since, state_by, version, sessions_since) on device to :"application";
grant insert on device_code to :"application";
grant execute on function
  locations_of_devices_in_sight,
  sign_in_facts,
  throttle_take,
  throttle_give_back,
  password_rehash,
  caller_standing,
  access_is_live,
  session_open,
  refresh_token_lock,
  refresh_token_replace,
  session_end,
  session_device_suspend,
  device_enrol,
  sign_in_forget
  to :"application";

-- Submissions (0003). Answers, history and what was said are added, never changed.
grant usage on sequence submission_reference to :"application";
grant select, insert on submission_rev, comment, history, op_body, served to :"application";
grant select, insert, update on submission, op_ledger, quarantine to :"application";
grant delete on op_ledger to :"application";
grant select, insert on decision, outbox, answered_request to :"application";
grant update (void) on decision to :"application";

-- Sync (0004). Scopes and the feed are written by definer functions alone.
grant select on sync_scope, sync_feed to :"application";
grant execute on function
  sync_publish,
  sync_tell,
  submission_id_in_use,
  op_applied,
  standing_at,
  quarantine_outcomes,
  organisations_of
  to :"application";

-- Routing (0006).
grant select on location_rating to :"application";

-- Policies (0014). A version is never changed; a draft takes effect once.
grant select, insert on policy to :"application";
grant update (effective_from, activated_by) on policy to :"application";
grant select, insert, update on track_record to :"application";
grant execute on function policies_in_force to :"application";

-- Questions (0015). A version is never changed; it is opened once, and its end set once.
grant select, insert on question_set to :"application";
grant update (opened_at, opened_by, accept_until) on question_set to :"application";

-- Delivery (0005). What goes to the record, and how it fares, is written by definer functions alone.
grant select on push_attempt, record_worker to :"application";
grant execute on function
  record_claim,
  record_sent,
  record_failed,
  record_retry,
  record_heartbeat
  to :"application";

-- Operations (0007). Counts and times over everybody's work, and nothing else of it.
grant execute on function operations_figures to :"application";

-- Bulk (0008). A selection is made once and never changed; the sweep of what has expired is a definer function's.
grant select, insert on selection to :"application";
grant execute on function worked_for, selection_forget, submission_hands to :"application";

-- Compliance (0011). Who isn't told what happens is decided by these, wherever submissions are read.
grant execute on function withheld_from_actor, state_as_seen, rating_as_seen, out_of_sight to :"application";
grant select, insert on delegation, verifier_rating to :"application";
grant update (valid_until) on delegation to :"application";

-- Eligibility (0010). What the Commission says is added and ended, never changed; so are capacities, training and overrides.
grant insert on organisation, organisation_authority, location, location_cqc_id, location_rating to :"application";
grant update (valid_until) on location_cqc_id, location_rating, membership to :"application";
grant insert (id, account_id, course, completed_on, expires_on, level, recorded_by, recorded_at) on training to :"application";
grant update (voided_by, voided_at) on training to :"application";
grant select, insert on import_run, location_override to :"application";
grant update (ended_at, counts) on import_run to :"application";
grant update (withdrawn_by, withdrawn_at) on location_override to :"application";
grant execute on function
  actor_appoints,
  actor_manages,
  organisations_of_staff,
  actor_keeps_training_of,
  staff_appoint,
  staff_new_password
  to :"application";

-- Discharge (0009). Decisions, answers, overrides, checks and history are added, never changed. Grants for a referral are
-- written by definer functions alone.
grant select, insert on agreement, agreement_home, agreement_assessor to :"application";
grant select, insert on discharge_day, discharge_day_count to :"application";
grant select, insert on assessment_rev, home_decision, weekend_override, arrival_check, discharge_history to :"application";
grant select, insert, update on referral, referral_home, assessment to :"application";
grant execute on function
  referral_person,
  referral_grants,
  assessment_id_in_use,
  agreement_matches,
  discharge_waiting
  to :"application";

-- Attachments (0013). An upload goes on and ends, its content stays; the sweep, which acts for nobody, is functions.
grant select, insert on evidence_named, attachment_file to :"application";
grant select on evidence to :"application";
grant select, insert on attachment to :"application";
grant update (received, parts, state, fault, ended_at) on attachment to :"application";
grant execute on function
  attachments_expire,
  attachments_needed,
  attachments_unscanned,
  attachment_scanned
  to :"application";

-- Kinds (0018). What was said of a correction before stays; what goes to the record because of it is functions.
grant select, insert, update on correction to :"application";
grant select, insert on device_skew to :"application";
grant select, insert on submission_query to :"application";
grant update (answer, answered_by, answered_at) on submission_query to :"application";
grant select, insert, update on draft to :"application";
grant execute on function record_hold_back, record_let_go, drafts_expire, sync_explain to :"application";

-- Held work (0012). Who waits for whom, and what has waited too long, is for definer functions.
grant select, insert on held_op to :"application";
grant update (ended_at) on held_op to :"application";
grant execute on function ops_waiting_for, held_expire, sync_heads to :"application";

-- Council (0017). A concern is raised once, and seen to; a ruleset is drafted once and never changed.
grant select, insert on concern, ruleset to :"application";
grant update (owner_id, owned_since, closed_by, closed_at, reason) on concern to :"application";
grant execute on function answered_requests_forget, delegations_to to :"application";

-- Tablets that may not sync (0019). Credentials stay behind the functions; what a tablet went through is never changed.
grant select, insert on device_history, wipe_order to :"application";
grant update (cancelled_at) on wipe_order to :"application";
grant execute on function deposit_credential_give, deposit_bearer, wipe_carried_out to :"application";

-- Pull state (0021). It reads as whoever calls it.
grant execute on function sync_state to :"application";
