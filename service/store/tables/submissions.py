"""What was submitted, what was decided about it, and what goes to the record."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Integer,
    Interval,
    SmallInt,
    Text,
    Timestamptz,
)
from piccolo.table import Table

from service.store.engine import HELD


class Submission(Table, db=HELD):
    authority_id = UUID(default=None)
    id = UUID(default=None, primary_key=True)
    kind = Text(default=None)
    person_id = UUID(default=None)
    package_id = UUID(default=None)
    location_id = UUID(default=None)
    organisation_id = UUID(default=None)
    reference = Text(default=None)
    state = Text(default=None)
    rev = Integer(default=None)
    proposed_rev = Integer(default=None, null=True)
    version = Integer(default=1)
    form = Text(default=None)
    form_version = Integer(default=None)
    funder = Text(default=None)
    rating = Text(default=None)
    risk = SmallInt(default=None)
    summary = Text(default=None)
    statutory_findings = Integer(default=None)
    other_findings = Integer(default=None)
    blocking_findings = Integer(default=None)
    elements_met = Integer(default=None, null=True)
    elements_not_met = Integer(default=None, null=True)
    queue = Text(default=None)
    bulk_approvable = Boolean(default=False)
    concern_raised = Boolean(default=False)
    withheld_since = Timestamptz(default=None, null=True)
    evidence_waived_rev = Integer(default=None, null=True)
    rating_lowered = Boolean(default=False)
    reviewer_id = UUID(default=None)
    submitter_id = UUID(default=None)
    opened_by = UUID(default=None, null=True)
    lease_until = Timestamptz(default=None, null=True)
    submitted_at = Timestamptz(default=None)
    received_at = Timestamptz(default=None)
    due_at = Timestamptz(default=None, null=True)
    due_left = Interval(default=None, null=True)
    record_reference = Text(default=None, null=True)
    correction_requested_at = Timestamptz(default=None, null=True)
    open_queries = Integer(default=0)
    updated_at = Timestamptz(default=None)


class SubmissionRev(Table, db=HELD):
    authority_id = UUID(default=None)
    id = UUID(default=None, primary_key=True)
    rev = Integer(default=None)
    person_id = UUID(default=None)
    form_version = Integer(default=None)
    body = Bytea(default=None)
    body_sha256 = Bytea(default=None)
    reviewer_id = UUID(default=None)
    submitter_id = UUID(default=None)
    submitter_role = Text(default=None)
    accepted_by = UUID(default=None, null=True)
    device_id = UUID(default=None, null=True)
    made_at = Timestamptz(default=None, null=True)
    corrected_at = Timestamptz(default=None, null=True)
    not_before = Timestamptz(default=None, null=True)
    received_at = Timestamptz(default=None)
    standing = JSONB(default=None)
    rating = JSONB(default=None)
    findings = JSONB(default=None)
    routing = JSONB(default=None)
    routing_facts = JSONB(default=None)
    op_id = UUID(default=None)


class Decision(Table, db=HELD):
    authority_id = UUID(default=None)
    id = UUID(default=None, primary_key=True)
    submission_id = UUID(default=None)
    rev = Integer(default=None)
    person_id = UUID(default=None)
    body = Text(default=None)
    outcome = Text(default=None)
    verifier_id = UUID(default=None)
    reason = Text(default=None, null=True)
    batch_id = UUID(default=None, null=True)
    decided_at = Timestamptz(default=None)
    void = Boolean(default=False)


class VerifierRating(Table, db=HELD):
    authority_id = UUID(default=None)
    id = UUID(default=None, primary_key=True)
    submission_id = UUID(default=None)
    rev = Integer(default=None)
    person_id = UUID(default=None)
    rating = Text(default=None)
    before = Text(default=None)
    reason = Text(default=None)
    verifier_id = UUID(default=None)
    capacity = Text(default=None)
    made_at = Timestamptz(default=None)


class Comment(Table, db=HELD):
    authority_id = UUID(default=None)
    id = UUID(default=None, primary_key=True)
    submission_id = UUID(default=None)
    rev = Integer(default=None)
    person_id = UUID(default=None)
    pointer = Text(default=None)
    text = Text(default=None)
    account_id = UUID(default=None)
    made_at = Timestamptz(default=None)


class Correction(Table, db=HELD):
    authority_id = UUID(default=None)
    submission_id = UUID(default=None, primary_key=True)
    number = Integer(default=None)
    person_id = UUID(default=None)
    rev = Integer(default=None)
    state = Text(default=None)
    requested_by = UUID(default=None, null=True)
    requested_at = Timestamptz(default=None, null=True)
    request = Text(default=None, null=True)
    answered_by = UUID(default=None, null=True)
    answered_at = Timestamptz(default=None, null=True)
    answer = Text(default=None, null=True)
    ended_by = UUID(default=None, null=True)
    ended_at = Timestamptz(default=None, null=True)
    ending = Text(default=None, null=True)


class SubmissionQuery(Table, db=HELD):
    authority_id = UUID(default=None)
    id = UUID(default=None, primary_key=True)
    submission_id = UUID(default=None)
    person_id = UUID(default=None)
    rev = Integer(default=None)
    pointer = Text(default=None)
    text = Text(default=None)
    asked_by = UUID(default=None)
    asked_at = Timestamptz(default=None)
    answer = Text(default=None, null=True)
    answered_by = UUID(default=None, null=True)
    answered_at = Timestamptz(default=None, null=True)


class History(Table, db=HELD):
    authority_id = UUID(default=None)
    id = BigSerial(primary_key=True)
    submission_id = UUID(default=None)
    person_id = UUID(default=None)
    action = Text(default=None)
    from_state = Text(default=None, null=True)
    to_state = Text(default=None)
    rev = Integer(default=None)
    account_id = UUID(default=None, null=True)
    capacity = Text(default=None)
    organisation_id = UUID(default=None, null=True)
    reason = Text(default=None, null=True)
    op_id = UUID(default=None, null=True)
    batch_id = UUID(default=None, null=True)
    at = Timestamptz(default=None)


class Outbox(Table, db=HELD):
    authority_id = UUID(default=None)
    id = BigSerial(primary_key=True)
    target = Text(default=None)
    message = Text(default=None)
    person_id = UUID(default=None)
    submission_id = UUID(default=None, null=True)
    rev = Integer(default=None)
    decision_id = UUID(default=None, null=True)
    home_decision_id = BigInt(default=None, null=True)
    attempts = Integer(default=0)
    due_at = Timestamptz(default=None)
    lease_until = Timestamptz(default=None, null=True)
    state = Text(default="ready")
    created_at = Timestamptz(default=None)
    push_id = UUID()
    tries = Integer(default=0)
    worker_id = UUID(default=None, null=True)
    sent_at = Timestamptz(default=None, null=True)
    dead_at = Timestamptz(default=None, null=True)
    record_reference = Text(default=None, null=True)
    last_code = Text(default=None, null=True)
    last_why = Text(default=None, null=True)
    retried_at = Timestamptz(default=None, null=True)
    retried_by = UUID(default=None, null=True)


class Selection(Table, db=HELD):
    id = UUID(default=None, primary_key=True)
    account_id = UUID(default=None)
    authority_ids = Array(base_column=UUID(), default=None)
    submission_ids = Array(base_column=UUID(), default=None)
    revs = Array(base_column=Integer(), default=None)
    more = BigInt(default=None)
    made_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
