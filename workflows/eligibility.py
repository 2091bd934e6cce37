"""Who may take part: locations by how the Commission has them, people by their role and what they have learnt.

Every rule states what is true of those who may; what is not known is never in anybody's favour. Nothing is refused
here: the work of those who may not take part is kept, and opened by a verifier.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from msgspec import UNSET, UnsetType

from schemas.accounts import Role
from schemas.agreements import AgreementAssessor, AgreementFacts
from schemas.eligibility import Eligibility, EligibilityReason, LocationOverride, Standing
from schemas.routing import LocationStanding, TrainingHeld
from workflows import agreements
from workflows.policies import CourseAsked, EligibilityPolicy

ACTIVE = "active"
DOWNGRADED = "downgraded-lately"
Reasons = Iterator[EligibilityReason]


def location_on(
    history: Sequence[LocationStanding],
    overrides: Iterable[LocationOverride],
    on: date,
    policy: EligibilityPolicy,
) -> Eligibility:
    """How a location stands on a day in London, by all that is known of it and by the council's overrides.

    An override makes up for a rating, never for a registration: nobody may provide care without that (Health and
    Social Care Act 2008 s10).
    """
    now = standing_on(history, on)
    override = next((one for one in overrides if one.valid_from <= on <= one.valid_until), None)
    if now is None:
        return _judged(on, [STANDING_UNKNOWN])
    rated = [] if override else list(_of_its_rating(now, history, on, policy))
    return _judged(
        on,
        [*_of_its_registration(now), *rated],
        flags=[
            *(["rating-inherited"] if now.inherited else []),
            *(["overridden"] if override else []),
        ],
        overridden_until=override.valid_until if override else UNSET,
    )


def reviewer_on(
    roles: Collection[str],
    training: Sequence[TrainingHeld],
    person_flags: Iterable[str],
    on: date,
    policy: EligibilityPolicy,
) -> Eligibility:
    """Whether somebody with these roles at the location may review the care of a person with these flags."""
    return _judged(
        on,
        [
            *_of_the_role(roles, Role.REVIEWER),
            *_of_the_courses(policy.reviewer_courses, training, person_flags, on),
        ],
    )


def assessor_on(
    account_id: UUID,
    facts: AgreementFacts | None,
    training: Sequence[TrainingHeld],
    person_flags: Iterable[str],
    on: date,
    policy: EligibilityPolicy,
) -> Eligibility:
    """Whether somebody may assess a person for homes, by the agreement that the assessment names as it is that day.

    Whether a home is a party to it is asked when that home decides.
    """
    return _judged(
        on,
        [
            *_of_the_agreement(facts, account_id, on, policy),
            *_of_the_courses(policy.assessor_courses, training, person_flags, on),
        ],
    )


def standing_on(history: Sequence[LocationStanding], on: date) -> LocationStanding | None:
    """What counted on that day; the row that began last, should several have."""
    counted = [
        one for one in history if one.valid_from <= on and (one.valid_until is None or on < one.valid_until)
    ]
    return max(counted, key=lambda one: one.valid_from, default=None)


def is_active(standing: LocationStanding) -> bool:
    return standing.status.casefold() == ACTIVE


def _judged(
    on: date,
    reasons: list[EligibilityReason],
    flags: Sequence[str] = (),
    overridden_until: date | UnsetType = UNSET,
) -> Eligibility:
    if not reasons:
        standing = Standing.ELIGIBLE
    elif all(reason.code == DOWNGRADED for reason in reasons):
        standing = Standing.IN_GRACE
    else:
        standing = Standing.INELIGIBLE
    return Eligibility(
        standing=standing,
        on=on,
        reasons=reasons,
        flags=list(flags),
        overridden_until=overridden_until,
    )


STANDING_UNKNOWN = EligibilityReason(
    code="standing-unknown",
    what_would_change_it="A file of the Care Quality Commission that lists the location, taken in.",
)


def _of_its_registration(now: LocationStanding) -> Reasons:
    if not is_active(now):
        yield EligibilityReason(
            code="not-active",
            what_would_change_it="Its being registered and not dormant, by the Commission's next file.",
            params={"status": now.status},
        )


def _of_its_rating(
    now: LocationStanding, history: Sequence[LocationStanding], on: date, policy: EligibilityPolicy
) -> Reasons:
    if _is_accepted(now, policy):
        return
    grace_ends = _grace_ends(now, history, policy)
    if grace_ends is not None and on < grace_ends:
        yield EligibilityReason(
            code=DOWNGRADED,
            what_would_change_it="A rating that the council accepts, or its word that the location may go on.",
            params={"rating": now.rating, "until": grace_ends.isoformat()},
        )
    else:
        yield EligibilityReason(
            code="rating-not-accepted",
            what_would_change_it="A rating that the council accepts, or its word that the location may take part.",
            params={"rating": now.rating, "inherited": now.inherited},
        )


def _is_accepted(standing: LocationStanding, policy: EligibilityPolicy) -> bool:
    """By the words alone: whatever isn't spelled like a rating that is accepted is none."""
    accepted = {rating.casefold() for rating in policy.accepted_ratings}
    inherited_counts = policy.accepts_inherited_ratings or not standing.inherited
    return standing.rating.casefold() in accepted and inherited_counts


def _grace_ends(
    now: LocationStanding, history: Sequence[LocationStanding], policy: EligibilityPolicy
) -> date | None:
    """The first day without grace; None where the location was never accepted before."""
    earlier = sorted(
        (one for one in history if one.valid_from <= now.valid_from),
        key=lambda one: one.valid_from,
        reverse=True,
    )
    since = now.valid_from
    for one in earlier:
        if _is_accepted(one, policy):
            return since + timedelta(days=policy.grace_days)
        since = one.valid_from
    return None


def _of_the_role(roles: Collection[str], asked: Role) -> Reasons:
    if asked not in roles:
        yield EligibilityReason(
            code="role-missing",
            what_would_change_it="Their being appointed at the location by its provider.",
            params={"role": asked.value},
        )


def _of_the_courses(
    asked: Iterable[CourseAsked], training: Sequence[TrainingHeld], person_flags: Iterable[str], on: date
) -> Reasons:
    flags = {flag.casefold() for flag in person_flags}
    for course in asked:
        if not course.for_flags or flags & {flag.casefold() for flag in course.for_flags}:
            taken = [one for one in training if one.course.casefold() == course.course.casefold()]
            yield from _of_one_course(course, taken, on)


def _of_one_course(asked: CourseAsked, taken: Sequence[TrainingHeld], on: date) -> Reasons:
    """Nothing if it was taken once at the level asked and counts on the day; else what is lacking the least."""
    done = [one for one in taken if one.completed_on <= on]
    in_date = [one for one in done if (ends := _ends(one, asked)) is None or on <= ends]
    if not done:
        yield _lacking("course-missing", asked, "Their taking the course.")
    elif not in_date:
        last = max(ends for one in done if (ends := _ends(one, asked)))
        yield _lacking("course-expired", asked, "Their taking the course again.", ended=last.isoformat())
    elif asked.at_least_level and not any((one.level or 0) >= asked.at_least_level for one in in_date):
        best = max(one.level or 0 for one in in_date)
        yield _lacking("course-below-level", asked, "Their taking it at the level asked.", level=best)


def _ends(held: TrainingHeld, asked: CourseAsked) -> date | None:
    """The last day on which it counts, by the provider's records or by the council's limit, whichever is sooner."""
    limits = [held.expires_on, _months_after(held.completed_on, asked.counts_for_months)]
    return min((limit for limit in limits if limit is not None), default=None)


def _months_after(day: date, months: int | None) -> date | None:
    """The day before the same one so many months later, or the last of a month that has no such day."""
    if months is None:
        return None
    years, month = divmod(day.month - 1 + months, 12)
    first_of_next = date(day.year + years + month // 11, (month + 1) % 12 + 1, 1)
    same = min(day.day, (first_of_next - timedelta(days=1)).day)
    return date(day.year + years, month + 1, same) - timedelta(days=1)


def _lacking(code: str, asked: CourseAsked, change: str, **shown: str | int) -> EligibilityReason:
    level = {"asked_level": asked.at_least_level} if asked.at_least_level else {}
    return EligibilityReason(
        code=code, what_would_change_it=change, params={"course": asked.course, **level, **shown}
    )


def _of_the_agreement(
    facts: AgreementFacts | None, account_id: UUID, on: date, policy: EligibilityPolicy
) -> Reasons:
    if facts is None:
        yield _not_agreed(
            agreements.OF_NO_AGREEMENT, "An agreement between homes and those who assess for them."
        )
        return
    agreement = facts.agreement
    if not agreements.in_force(agreement, on):
        yield _not_agreed("agreement-not-in-force", "The parties' renewing their agreement.")
    elif agreements.review_overdue(agreement, on):
        yield _not_agreed(
            "agreement-review-overdue",
            "The parties' reviewing their agreement.",
            since=agreement.review_on.isoformat(),
        )
    yield from _of_the_assessor(facts.assessors.get(account_id), on, policy)


def _of_the_assessor(named: AgreementAssessor | None, on: date, policy: EligibilityPolicy) -> Reasons:
    if named is None:
        yield _not_agreed("assessor-not-in-agreement", "The parties' naming them in the agreement.")
    elif on > named.valid_until:
        yield _not_agreed(
            "competence-expired",
            "Their competence being confirmed again.",
            until=named.valid_until.isoformat(),
        )
    elif named.level < policy.assessor_competence:
        yield _not_agreed(
            "competence-too-low",
            "Their competence being confirmed at the level asked.",
            level=named.level,
            asked_level=policy.assessor_competence,
        )


def _not_agreed(code: str, change: str, **shown: str | int) -> EligibilityReason:
    return EligibilityReason(code=code, what_would_change_it=change, params=dict(shown))
