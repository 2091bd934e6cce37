"""Leaving hospital: agreements, referrals, assessments, decisions of homes, and arrivals."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    Integer,
    Text,
    Timestamptz,
)
from piccolo.table import Table

from service.store.engine import HELD


class Agreement(Table, db=HELD):
    authority_id = UUID(default=None)
    id = UUID(default=None, primary_key=True)
    name = Text(default=None)
    hospital_id = UUID(default=None)
    lead = Text(default=None)
    need_categories = Array(base_column=Text(), default=None)
    limit_in_hours_minutes = Integer(default=None)
    limit_out_of_hours_minutes = Integer(default=None)
    decline_codes = Array(base_column=Text(), default=None)
    flawed_assessment_procedure = Text(default=None)
    starts_on = Date(default=None)
    review_on = Date(default=None)
    ends_on = Date(default=None, null=True)
    created_by = UUID(default=None)
    created_at = Timestamptz(default=None)
    version = Integer(default=None)
    effective_from = Date(default=None)
    reason = Text(default=None, null=True)


class AgreementHome(Table, db=HELD):
    authority_id = UUID(default=None)
    agreement_id = UUID(default=None, primary_key=True)
    location_id = UUID(default=None)
    unit = Text(default=None, null=True)
    deputies = Array(base_column=UUID(), default=[])
    version = Integer(default=None)


class AgreementAssessor(Table, db=HELD):
    authority_id = UUID(default=None)
    agreement_id = UUID(default=None, primary_key=True)
    account_id = UUID(default=None)
    competence = Text(default=None)
    valid_until = Date(default=None)
    version = Integer(default=None)
    level = Integer(default=None)


class Referral(Table, db=HELD):
    authority_id = UUID(default=None)
    id = UUID(default=None, primary_key=True)
    reference = Text(default=None)
    person_id = UUID(default=None)
    hospital_location_id = UUID(default=None)
    assessing_location_id = UUID(default=None)
    ward = Text(default=None)
    pathway = Integer(default=None)
    category = Text(default=None)
    medically_fit_at = Timestamptz(default=None, null=True)
    proposed_from = Timestamptz(default=None)
    proposed_until = Timestamptz(default=None)
    state = Text(default=None)
    assessment_id = UUID(default=None, null=True)
    created_by = UUID(default=None)
    created_at = Timestamptz(default=None)
    closed_at = Timestamptz(default=None, null=True)
    version = Integer(default=1)
    updated_at = Timestamptz(default=None)
    arrived_at = Timestamptz(default=None, null=True)
    check_from = Timestamptz(default=None, null=True)
    check_due = Timestamptz(default=None, null=True)
    checked_at = Timestamptz(default=None, null=True)


class ReferralHome(Table, db=HELD):
    authority_id = UUID(default=None)
    referral_id = UUID(default=None, primary_key=True)
    location_id = UUID(default=None)
    person_id = UUID(default=None)
    place = Integer(default=None)
    state = Text(default=None)
    asked_at = Timestamptz(default=None, null=True)
    due_at = Timestamptz(default=None, null=True)
    decided_at = Timestamptz(default=None, null=True)
    deferred_until = Timestamptz(default=None, null=True)
    code = Text(default=None, null=True)


class Assessment(Table, db=HELD):
    authority_id = UUID(default=None)
    id = UUID(default=None, primary_key=True)
    referral_id = UUID(default=None)
    person_id = UUID(default=None)
    location_id = UUID(default=None)
    reference = Text(default=None)
    state = Text(default=None)
    rev = Integer(default=None)
    version = Integer(default=1)
    form_version = Integer(default=None)
    agreement_id = UUID(default=None, null=True)
    trusted = Boolean(default=None)
    rating = Text(default=None)
    statutory_findings = Integer(default=None)
    other_findings = Integer(default=None)
    assessor_id = UUID(default=None)
    submitter_id = UUID(default=None)
    received_at = Timestamptz(default=None)
    updated_at = Timestamptz(default=None)
    record_reference = Text(default=None, null=True)


class AssessmentRev(Table, db=HELD):
    authority_id = UUID(default=None)
    id = UUID(default=None, primary_key=True)
    rev = Integer(default=None)
    person_id = UUID(default=None)
    form_version = Integer(default=None)
    body = Bytea(default=None)
    body_sha256 = Bytea(default=None)
    assessor_id = UUID(default=None)
    submitter_id = UUID(default=None)
    submitter_role = Text(default=None)
    device_id = UUID(default=None, null=True)
    made_at = Timestamptz(default=None)
    corrected_at = Timestamptz(default=None, null=True)
    not_before = Timestamptz(default=None, null=True)
    received_at = Timestamptz(default=None)
    rating = JSONB(default=None)
    findings = JSONB(default=None)
    op_id = UUID(default=None)
    agreement_version = Integer(default=None, null=True)
    assessor_standing = JSONB(default=None)


class HomeDecision(Table, db=HELD):
    authority_id = UUID(default=None)
    id = BigSerial(primary_key=True)
    referral_id = UUID(default=None)
    assessment_id = UUID(default=None)
    rev = Integer(default=None)
    person_id = UUID(default=None)
    location_id = UUID(default=None)
    outcome = Text(default=None)
    trusted = Boolean(default=None)
    accommodation = JSONB(default=None)
    conditions = JSONB(default=None)
    deferred_until = Timestamptz(default=None, null=True)
    code = Text(default=None, null=True)
    reason = Text(default=None, null=True)
    decided_by = UUID(default=None)
    capacity = Text(default=None)
    decided_at = Timestamptz(default=None)
    agreement_version = Integer(default=None, null=True)


class WeekendOverride(Table, db=HELD):
    authority_id = UUID(default=None)
    id = BigSerial(primary_key=True)
    assessment_id = UUID(default=None)
    person_id = UUID(default=None)
    check_name = Text(default=None)
    status = Text(default=None)
    reason = Text(default=None)
    owner = Text(default=None, null=True)
    due_by = Timestamptz(default=None, null=True)
    covers = Text(default=None)
    account_id = UUID(default=None)
    at = Timestamptz(default=None)


class ArrivalCheck(Table, db=HELD):
    authority_id = UUID(default=None)
    assessment_id = UUID(default=None, primary_key=True)
    referral_id = UUID(default=None)
    person_id = UUID(default=None)
    location_id = UUID(default=None)
    arrived_at = Timestamptz(default=None)
    as_described = Boolean(default=None)
    medicines_right = Boolean(default=None)
    equipment_there = Boolean(default=None)
    incident_ref = Text(default=None, null=True)
    feedback = Text(default=None, null=True)
    matched = Boolean(default=None)
    checked_by = UUID(default=None)
    checked_at = Timestamptz(default=None)
    timing = Text(default=None)


class DischargeDay(Table, db=HELD):
    authority_id = UUID(default=None)
    day = Date(default=None, primary_key=True)
    as_of = Timestamptz(default=None)
    taken_at = Timestamptz(default=None)


class DischargeDayCount(Table, db=HELD):
    authority_id = UUID(default=None)
    day = Date(default=None)
    hospital_location_id = UUID(default=None, primary_key=True)
    category = Text(default=None)
    pathway = Integer(default=None)
    people = Integer(default=None)


class DischargeHistory(Table, db=HELD):
    authority_id = UUID(default=None)
    id = BigSerial(primary_key=True)
    referral_id = UUID(default=None)
    person_id = UUID(default=None)
    subject = Text(default=None)
    location_id = UUID(default=None, null=True)
    action = Text(default=None)
    from_state = Text(default=None, null=True)
    to_state = Text(default=None)
    rev = Integer(default=None, null=True)
    account_id = UUID(default=None)
    capacity = Text(default=None)
    reason = Text(default=None, null=True)
    at = Timestamptz(default=None)
