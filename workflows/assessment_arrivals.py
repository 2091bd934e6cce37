"""What becomes of an assessment that arrives from a tablet: accepted, in conflict, or kept for a person to look at."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Raw

from schemas.assessments import Assessment
from schemas.base import Issue, encode
from schemas.discharges import AssessmentAction, AssessmentRevision, AssessmentStanding, AssessmentState
from schemas.eligibility import AssessorStanding
from schemas.ratings import Evaluation, Judgement
from schemas.referrals import AWAITING, HAS_THE_MOVE, ReferralState
from schemas.reviews import Finding
from schemas.submissions import Withdraw
from schemas.sync import Op, OpProblem
from workflows import agreements, assessing, assessments, assessors, discharges, grounds, ratings, rulesets
from workflows.assessing import finding
from workflows.assessing.people import the_person_is_the_one_who_is_known
from workflows.assessment_grounds import AssessmentCurrent, AssessmentGround, Ruling, Sent
from workflows.assessments import AUTHORS, author_role, lifecycle
from workflows.discharges import Hand
from workflows.forms import taking
from workflows.grounds import Sender
from workflows.judgements import BY_STAFF, of_the_tablet
from workflows.op_problems import problem
from workflows.policies import FormsPolicy, Policies
from workflows.questions import answers
from workflows.verdicts import waiting


def decide(sent: Sent, ground: AssessmentGround, sender: Sender, at: datetime, policies: Policies) -> Ruling:
    """What becomes of this op on this ground. Pure: the same arguments always give the same ruling."""
    if ground.in_use:
        return Ruling(status="rejected", problem=problem("id-in-use"))
    if ground.missing:
        held = problem("waits-for-other-work", params=waiting(*ground.missing))
        return Ruling(status="held", problem=held, waits_for=ground.missing)
    if _needs_one(sent) and ground.current is None:
        params = waiting(sent.op.entity_id)
        return Ruling(status="retry", problem=problem("dependency-missing", params=params))
    if sent.payload is None and not sent.malformed:
        return _quarantined(_at("/form", "form-unknown"))
    if sent.payload is None:
        return _quarantined(problem("body-invalid", list(sent.malformed)))
    if isinstance(sent.payload, Withdraw):
        return _withdraw(sent, sent.payload, ground, sender, at)
    if why := _objection(sent, sent.payload, ground, sender):
        return _quarantined(why)
    if why := _out_of_time(sent.op, sent.payload, ground, sender, at, policies.forms):
        return _quarantined(why)
    return _conflict(sent, ground) or _accepted(sent, sent.payload, ground, sender, at, policies)


def _needs_one(sent: Sent) -> bool:
    return sent.op.kind in ("amend", "withdraw")


def _objection(
    sent: Sent, assessment: Assessment, ground: AssessmentGround, sender: Sender
) -> OpProblem | None:
    """The first reason why this assessment must wait for a person, or None."""
    if sent.op.kind not in ("submit", "amend"):
        return problem("kind-unknown", params={"kind": sent.op.kind})
    if ground.referral is None or ground.person is None:
        return _at("/referral_id", "unknown-referral")
    referral = ground.referral.referral
    if assessment.submission_id != sent.op.entity_id:
        return _at("/submission_id", "entity-id-differs")
    if ground.other_person or not grounds.names(assessment.person, ground.person):
        return _at("/person", "referral-of-another-person")
    if ground.current and ground.current.standing.referral_id != referral.id:
        return _at("/referral_id", "referral-changed")
    if referral.assessment_id not in (None, sent.op.entity_id):
        return _at("/referral_id", "assessed-already")
    if sent.op.kind == "submit" and sent.op.base_rev != 0:
        return _at("/base_rev", "base-rev-invalid")
    return _not_allowed(ground, sender)


def _not_allowed(ground: AssessmentGround, sender: Sender) -> OpProblem | None:
    """Whoever assesses works at the hospital, where the referral says, or at the home that is asked."""
    if sender.actor is None or ground.referral is None:
        return None
    if not sender.actor.roles & AUTHORS:
        return _at("/assessor/assessor_id", "role-not-allowed")
    referral = ground.referral.referral
    homes = {home.location_id for home in ground.referral.homes if home.state in HAS_THE_MOVE}
    places = {referral.hospital_location_id, referral.assessing_location_id, *homes}
    if ground.current is not None:
        places = {ground.current.standing.location_id}
    if sender.location_id not in places or author_role(sender.actor, sender.location_id) is None:
        return _at("/referral_id", "not-assessed-here")
    return None


def _out_of_time(
    op: Op,
    assessment: Assessment,
    ground: AssessmentGround,
    sender: Sender,
    at: datetime,
    policy: FormsPolicy,
) -> OpProblem | None:
    """Work on a form that isn't taken any more, or not yet, is for staff to accept; nobody else can."""
    if sender.actor is None:
        return None
    found = taking.objection(op.form, assessment.supplementary_version, ground.questions, policy, at)
    return _at(found[1], found[0]) if found else None


def _conflict(sent: Sent, ground: AssessmentGround) -> Ruling | None:
    """Identical bytes need no new revision; an old base, and an assessment that is over, can't be built on."""
    current = ground.current
    if current is None:
        if ground.referral and ground.referral.state not in AWAITING:
            return _over("referral-closed", ground.referral.state, sent, ground)
        return None
    standing = current.standing
    if bytes.fromhex(sent.op.body_sha256) == current.latest_sha256:
        return Ruling(status="accepted", standing=standing)
    if sent.op.base_rev != standing.rev:
        return _stale(["amend"], sent, current, ground)
    over = ground.referral is not None and ground.referral.state not in AWAITING
    if over or (standing.state, AssessmentAction.AMEND) not in lifecycle.moves:
        return _over("assessment-closed", standing.state, sent, ground)
    return None


def _withdraw(
    sent: Sent, withdraw: Withdraw, ground: AssessmentGround, sender: Sender, at: datetime
) -> Ruling:
    current, referral = ground.current, ground.referral
    if current is None or referral is None:
        return _quarantined(_at("/referral_id", "unknown-referral"))
    if why := _not_allowed(ground, sender):
        return _quarantined(why)
    if sent.op.base_rev != current.standing.rev:
        return _stale(["withdraw"], sent, current, ground)
    allowed = (current.standing.state, AssessmentAction.WITHDRAW) in lifecycle.moves
    if not allowed or referral.state not in assessments.NOT_TAKEN:
        return _over("assessment-closed", referral.state, sent, ground)
    standing = assessments.moved(current.standing, at, state=AssessmentState.WITHDRAWN)
    hand = _hand(sender, current.standing.location_id, at)
    return Ruling(
        status="accepted",
        standing=standing,
        event=assessments.event(
            standing, AssessmentAction.WITHDRAW, current.standing.state, hand, withdraw.reason
        ),
        step=discharges.taken_back(referral, hand),
    )


def _accepted(
    sent: Sent,
    assessment: Assessment,
    ground: AssessmentGround,
    sender: Sender,
    at: datetime,
    policies: Policies,
) -> Ruling:
    if ground.referral is None or ground.person is None:
        raise ValueError("An assessment without its referral is never accepted.")
    before = ground.current.standing if ground.current else None
    location_id = before.location_id if before else sender.location_id
    hand = _hand(sender, location_id, at)
    stood = assessors.stood(
        assessment, ground.assessor, ground.person.flags, at, policies.routing.eligibility
    )
    rules = rulesets.in_force(ground.ruleset, policies)
    made = of_the_tablet(sent.op, ground.not_before, sender, at)
    rating = ratings.judge(assessment.safe_care_rag, assessing.assessed_on(assessment), rules)
    found = [*findings(assessment, ground, stood, at, rating.evaluation), *made]
    revision = _revision(sent, assessment, ground, sender, hand, rating, found, stood)
    standing = _standing(assessment, ground, revision, location_id, rating, found, stood)
    first = ground.referral.state is ReferralState.REFERRED
    terms, clock = ground.assessor.agreement_now, policies.routing.clock
    return Ruling(
        status="accepted",
        standing=standing,
        revision=revision,
        event=assessments.event(standing, sent.op.kind, before.state if before else None, hand),
        step=discharges.assessed(ground.referral, standing.id, terms, hand, clock) if first else None,
    )


def findings(
    assessment: Assessment,
    ground: AssessmentGround,
    stood: AssessorStanding,
    at: datetime,
    rated: Evaluation,
) -> list[Finding]:
    """What is found in the form, and where it and what is known of person, agreement and assessor differ."""
    return [
        *assessing.findings(assessment, at, rated),
        *(finding(issue) for issue in agreements.objections(assessment.assessor.agreement_id, stood)),
        *(finding(issue) for issue in the_person_is_the_one_who_is_known(assessment, ground.person)),
        *answers.findings(assessment.supplementary, assessment.supplementary_version, ground.questions),
    ]


def _revision(
    sent: Sent,
    assessment: Assessment,
    ground: AssessmentGround,
    sender: Sender,
    hand: Hand,
    rating: Judgement,
    found: list[Finding],
    stood: AssessorStanding,
) -> AssessmentRevision:
    op, terms = sent.op, ground.assessor.agreement_now
    return AssessmentRevision(
        authority_id=op.authority_id,
        id=op.entity_id,
        rev=ground.current.standing.rev + 1 if ground.current else 1,
        person_id=ground.person.id if ground.person else op.entity_id,
        form_version=op.form.version if op.form else 1,
        body=sent.body,
        body_sha256=bytes.fromhex(op.body_sha256),
        assessor_id=assessment.assessor.assessor_id,
        submitter_id=sender.account_id,
        submitter_role=hand.capacity,
        device_id=sender.device_id,
        made_at=op.made_at,
        corrected_at=sender.corrected(op.made_at),
        not_before=ground.not_before,
        received_at=hand.at,
        rating=Raw(encode(rating)),
        findings=Raw(encode(found)),
        op_id=op.op_id,
        agreement_version=terms.agreement.version if terms else None,
        assessor_standing=Raw(encode(stood)),
    )


def _standing(
    assessment: Assessment,
    ground: AssessmentGround,
    revision: AssessmentRevision,
    location_id: UUID,
    rating: Judgement,
    found: list[Finding],
    stood: AssessorStanding,
) -> AssessmentStanding:
    before = ground.current.standing if ground.current else None
    return AssessmentStanding(
        authority_id=revision.authority_id,
        id=revision.id,
        referral_id=assessment.referral_id,
        person_id=revision.person_id,
        location_id=location_id,
        reference=before.reference if before else ground.reference,
        state=AssessmentState.SUBMITTED,
        rev=revision.rev,
        version=before.version + 1 if before else 1,
        form_version=revision.form_version,
        agreement_id=assessment.assessor.agreement_id,
        trusted=assessors.is_trusted(assessment, stood),
        rating=rating.effective,
        statutory_findings=sum(one.kind == "statutory" for one in found),
        other_findings=sum(one.kind == "other" for one in found),
        assessor_id=revision.assessor_id,
        submitter_id=revision.submitter_id,
        received_at=before.received_at if before else revision.received_at,
        updated_at=revision.received_at,
        record_reference=before.record_reference if before else None,
    )


def _hand(sender: Sender, location_id: UUID, at: datetime) -> Hand:
    role = author_role(sender.actor, location_id) if sender.actor else None
    return Hand(account_id=sender.accepted_by or sender.account_id, capacity=role or BY_STAFF, at=at)


def _quarantined(why: OpProblem) -> Ruling:
    return Ruling(status="quarantined", problem=why)


def _stale(offer: list[str], sent: Sent, current: AssessmentCurrent, ground: AssessmentGround) -> Ruling:
    """Made upon another revision than the newest; in which sections they differ is told where both are known."""
    revs = {"seen_rev": sent.op.base_rev, "server_rev": current.standing.rev}
    return _in_conflict(
        "stale-base",
        ground,
        offer=offer,
        params=revs,
        seen_rev=sent.op.base_rev,
        changed_by_role=current.latest_role,
    )


def _over(code: str, state: AssessmentState | ReferralState, sent: Sent, ground: AssessmentGround) -> Ruling:
    """It stands where nothing can be done to it any more, though nothing in it has changed."""
    return _in_conflict(
        code,
        ground,
        offer=[],
        params={"state": state.value},
        seen_rev=sent.op.base_rev,
        changed_sections=[],
    )


def _in_conflict(code: str, ground: AssessmentGround, **more: Any) -> Ruling:
    standing = ground.current.standing if ground.current else None
    if standing is not None:
        more["server_rev"] = standing.rev
    return Ruling(status="conflict", problem=problem(code, **more), standing=standing)


def _at(pointer: str, code: str) -> OpProblem:
    return problem(code, [Issue(pointer=pointer, code=code)])
