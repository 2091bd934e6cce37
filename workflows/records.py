"""What the record is told of a verified review: the review, the national items, and what somebody must see to."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, UnsetType

from schemas.base import encode
from schemas.code_lists import (
    Agreement,
    AssessmentWanted,
    CarerInvolvement,
    ChangeRequest,
    Involvement,
    OutcomeStatus,
    SafeguardingConcern,
)
from schemas.forms import FormUsed
from schemas.pushes import Never, Withheld
from schemas.records import (
    ActionKind,
    ClientLevelData,
    EventOutcome,
    MethodOfReview,
    NextAction,
    OutcomesAchieved,
    RecordCorrection,
    RecordFacts,
    RecordPerson,
    RecordProvider,
    RecordReviewer,
    VerifiedRecord,
)
from schemas.review_parts import PlanOutcome
from schemas.reviews import Review
from schemas.submissions import Action, Event, State, Submission
from workflows import corrections, forms, judgements
from workflows.packages import hours_added
from workflows.questions.reading import in_words_of
from workflows.reviews import lifecycle

FOR_PRACTICE = Withheld(
    code="training-data", why="This person is made up for practice; the record is not told."
)
NO_NUMBER = Never(
    code="person-without-number",
    why="We hold neither a record id nor an NHS number for this person: add one, then try again.",
)

APPROVED = "approved"
KEPT_HERE = Withheld(
    code="correction-open",
    why="The review was opened for a correction before the record had it: what it says is told if it still stands.",
)
UNKNOWN_MESSAGE = Never(
    code="message-unknown",
    why="This version of the service has no words for this message: tell whoever runs it.",
)

TAKES_PART = {Involvement.FULL, Involvement.PARTIAL}
CARER_TAKES_PART = {CarerInvolvement.FULL, CarerInvolvement.PARTIAL}

AGREED = {
    Agreement.AGREE: "The person agrees.",
    Agreement.DISAGREE: "The person disagrees.",
    Agreement.NOT_ASKED: "The person was not asked.",
}


def key(submission_id: UUID, rev: int, message: str) -> str:
    """The same for every try at one message, so that the record acts on it once."""
    return f"{submission_id}:{rev}:{message}"


def kept_back(facts: RecordFacts) -> Withheld | Never | None:
    """Why the record is not told of a review, if it isn't."""
    known = {APPROVED} | ({facts.message} if facts.correction else set())
    if facts.message == APPROVED and _is_corrected(facts):
        return KEPT_HERE
    return not_for_the_record(facts.message, known, facts.person, practice=facts.training_data)


def not_for_the_record(
    message: str, known: Collection[str], person: RecordPerson, *, practice: bool
) -> Withheld | Never | None:
    """Why the record can't be told of something; people made up for practice never reach it."""
    if practice:
        return FOR_PRACTICE
    if message not in known:
        return UNKNOWN_MESSAGE
    if person.record_id is UNSET and person.nhs_number is UNSET:
        return NO_NUMBER
    return None


def _is_corrected(facts: RecordFacts) -> bool:
    now = facts.submission
    return now.state is State.CORRECTION_OPEN or now.rev > facts.revision.rev


def verified(facts: RecordFacts) -> VerifiedRecord:
    """The record's view of a submission at the revision that was approved."""
    submission, revision = facts.submission, facts.revision
    form = (submission.form, revision.form_version)
    review: Review = forms.read(revision.body, form)
    return VerifiedRecord(
        key=key(submission.id, revision.rev, facts.message),
        message=facts.message,
        council=facts.council,
        submission_id=submission.id,
        rev=revision.rev,
        reference=submission.reference,
        person=facts.person,
        provider=RecordProvider(
            organisation=facts.organisation,
            location=facts.location,
            cqc_location_id=review.provider_cqc_location_id,
        ),
        reviewer=RecordReviewer(
            id=revision.reviewer_id,
            name=review.declaration.reviewer_name,
            declared_at=review.declaration.declared_at,
        ),
        form=FormUsed(id=submission.form, version=revision.form_version),
        received_at=revision.received_at,
        rating=judgements.rating_of(revision),
        verified_rating=submission.rating,
        findings=judgements.findings_of(revision),
        decisions=list(facts.decisions),
        client_level_data=client_level_data(review),
        next_actions=list(next_actions(review)),
        correction=_correction(facts),
        own_answers=in_words_of(review, facts.questions),
        read_as=Raw(encode(review)) if form != forms.newest(form[0]) else UNSET,
        answers=Raw(revision.body),
        answers_sha256=revision.body_sha256.hex(),
    )


def _correction(facts: RecordFacts) -> RecordCorrection | UnsetType:
    known = facts.correction
    if known is None:
        return UNSET
    ended = facts.message == corrections.closed(known.number)
    opened_for = known.answer or known.request
    why, at = (known.ending, known.ended_at) if ended else (opened_for, known.answered_at)
    if at is None:
        raise ValueError("A correction that the record is told of was opened by somebody.")
    reference = facts.submission.record_reference
    return RecordCorrection(
        number=known.number, ended=ended, why=why or UNSET, at=at, recorded_as=reference or UNSET
    )


def client_level_data(review: Review) -> ClientLevelData:
    """The items that national Client Level Data (release 1) asks of a review, from what the review itself says.

    The outcome must not be inferred later from what becomes of the package.
    """
    return ClientLevelData(
        review_reason=review.review_reason,
        review_outcomes_achieved=_outcomes_achieved(review.outcomes),
        method_of_review=_method(review),
        event_outcome=_event_outcome(review),
    )


def _outcomes_achieved(outcomes: Sequence[PlanOutcome]) -> OutcomesAchieved:
    """All met: fully; at least one fully or partly met: partially."""
    found = {outcome.status for outcome in outcomes}
    if found == {OutcomeStatus.FULLY}:
        return OutcomesAchieved.FULLY
    return OutcomesAchieved.NOT_MET if found == {OutcomeStatus.NOT_MET} else OutcomesAchieved.PARTIALLY


def _method(review: Review) -> MethodOfReview | UnsetType:
    person = review.person_involved in TAKES_PART
    carer = review.carer_involved in CARER_TAKES_PART
    if person and carer:
        return MethodOfReview.BOTH
    if person:
        return MethodOfReview.PERSON
    return MethodOfReview.CARER if carer else UNSET


def _event_outcome(review: Review) -> EventOutcome:
    """A changed need is settled by reassessment before the plan is revised (Care Act 2014 s27(4))."""
    if review.reassessment_needed:
        return EventOutcome.REASSESSMENT
    unchanged = review.change_request is ChangeRequest.NONE
    return EventOutcome.NO_CHANGE if unchanged else EventOutcome.PLANNING


def next_actions(review: Review) -> Iterator[NextAction]:
    """What the council has to see to. A package is never changed by a review: a worker is asked to."""
    if review.safeguarding_concern is SafeguardingConcern.NEW:
        yield NextAction(
            kind=ActionKind.SAFEGUARDING,
            why="A new safeguarding concern was raised: whether to enquire is the council's decision.",
        )
    if review.reassessment_needed:
        yield NextAction(
            kind=ActionKind.REASSESSMENT, why="The reviewer finds that a reassessment is needed."
        )
    if review.change_request is not ChangeRequest.NONE:
        yield NextAction(
            kind=ActionKind.PACKAGE_CHANGE,
            why=_change_asked_for(review),
            due=review.change_effective_from or UNSET,
        )
    if review.package_funding_effect and review.package_funding_effect.above_council_limit:
        yield NextAction(
            kind=ActionKind.FINANCIAL_AUTHORISATION,
            why="What is proposed costs more than the council's limit: paying for it is authorised separately.",
        )
    if review.carer_assessment_wanted is AssessmentWanted.YES:
        yield NextAction(kind=ActionKind.CARER_ASSESSMENT, why="The carer wants an assessment of their own.")
    yield NextAction(kind=ActionKind.NEXT_REVIEW, why="The next review is due.", due=review.next_review_due)


def _change_asked_for(review: Review) -> str:
    hours = hours_added(review.package_current, review.package_proposed)
    difference = f", {_hours(abs(hours))} a week {'more' if hours > 0 else 'less'}" if hours else ""
    since = f", from {_day(review.change_effective_from)}" if review.change_effective_from else ""
    agreed = AGREED[review.change_agreed.person] if review.change_agreed else "Who agrees was not said."
    return f"Asked for: {_in_a_sentence(review.change_request)}{difference}{since}. {agreed}"


def _hours(hours: float) -> str:
    return "1 hour" if hours == 1 else f"{hours:g} hours"


def _in_a_sentence(request: ChangeRequest) -> str:
    return request.label[0].lower() + request.label[1:]


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def recorded(submission: Submission, reference: str, at: datetime) -> tuple[Submission, Event]:
    """The submission once the record has it, and the line of its history that says so."""
    (state,) = lifecycle.moves[submission.state, Action.RECORD]
    after = msgspec.structs.replace(
        submission,
        state=state,
        record_reference=reference,
        version=submission.version + 1,
        updated_at=at,
    )
    event = Event(
        authority_id=submission.authority_id,
        submission_id=submission.id,
        person_id=submission.person_id,
        action="record",
        from_state=submission.state,
        to_state=after.state,
        rev=submission.rev,
        account_id=None,
        capacity="record",
        organisation_id=None,
        at=at,
    )
    return after, event
