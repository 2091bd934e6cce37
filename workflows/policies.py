"""What a council may decide for itself, as data: the values here are those that it begins with."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Annotated

from msgspec import Meta, Struct, json
from msgspec.structs import replace

from schemas.base import Issue, Moment, Payload
from schemas.forms import FormState
from schemas.ratings import Colour
from schemas.reviews import Finding, FindingKind
from schemas.rulesets import Rule
from workflows.forms.standing import state

WorkingDays = Annotated[int, Meta(ge=0, le=60)]
Hours = Annotated[float, Meta(ge=0, le=168)]
Share = Annotated[float, Meta(ge=0, le=1)]
EVER = datetime.min.replace(tzinfo=UTC)
LAST_YEAR = 9_000
NEVER_APPROVED = frozenset({"appropriate-person-paid", "self-review-without-capacity"})
"""What no council's policy lets through: the law leaves no choice about these."""


class ApprovalPolicy(Payload, frozen=True, kw_only=True):
    """Which findings stop an approval: by kind, and by code on top."""

    stopping_kinds: frozenset[FindingKind] = frozenset({"statutory"})
    stopping_codes: frozenset[str] = frozenset()

    def stops(self, finding: Finding) -> bool:
        return (
            finding.code in NEVER_APPROVED
            or finding.kind in self.stopping_kinds
            or finding.code in self.stopping_codes
        )

    def marked(self, findings: Iterable[Finding]) -> list[Finding]:
        """The same findings, each with whether it stops an approval."""
        return [replace(one, stops_approval=True) if self.stops(one) else one for one in findings]


class ClockPolicy(Payload, frozen=True, kw_only=True):
    """The verifiers' working day, in London time; what arrives after the cut-off counts as the next one's."""

    opens: time = time(9)
    cut_off: time = time(13)
    closes: time = time(17)

    def __post_init__(self) -> None:
        if not self.opens <= self.cut_off <= self.closes:
            raise ValueError("A working day opens, takes in work until its cut-off, and then closes.")


class Targets(Payload, frozen=True, kw_only=True):
    """In how many working days a decision is due, by the review's rating; 0 is the day of receipt."""

    green: WorkingDays = 2
    amber: WorkingDays = 1
    red: WorkingDays = 0
    safeguarding: WorkingDays = 0
    """At most, whatever the rating, while a safeguarding concern is open."""

    def days(self, rating: Colour) -> int:
        return {Colour.GREEN: self.green, Colour.AMBER: self.amber, Colour.RED: self.red}[rating]


class CourseAsked(Payload, frozen=True, kw_only=True):
    """A course that somebody must have taken: everybody, or whoever cares for people with one of these flags."""

    course: str
    counts_for_months: Annotated[int, Meta(ge=1, le=240)] | None = None
    """For how long at most, by the council; what the provider's own records say may end it sooner."""
    at_least_level: Annotated[int, Meta(ge=1, le=10)] | None = None
    for_flags: frozenset[str] = frozenset()
    """Flags of a person, in any case, that make the course necessary; without any it always is."""


class EligibilityPolicy(Payload, frozen=True, kw_only=True):
    """What a council asks of the locations, reviewers and assessors that take part."""

    accepted_ratings: frozenset[str] = frozenset({"Good", "Outstanding"})
    """The Care Quality Commission's ratings of a location that may take part."""
    accepts_inherited_ratings: bool = True
    """Whether a rating counts that a location has from the provider before; it is flagged in any case."""
    grace_days: Annotated[int, Meta(ge=0, le=365)] = 28
    """For so long after a downgrade a location may go on, with every item opened."""
    reviewer_courses: tuple[CourseAsked, ...] = (
        CourseAsked(course="Care Act"),
        CourseAsked(course="Mental Capacity Act"),
        CourseAsked(course="Autism, specialist", for_flags=frozenset({"autism", "autistic"})),
        CourseAsked(course="Deafblind, specialist", for_flags=frozenset({"deafblind"})),
    )
    """What a reviewer must have learnt. The law asks assessors for what a person's condition needs (Care and Support
    (Assessment) Regulations 2014 regs 5 and 6); a council asks reviewers for the same."""
    assessor_courses: tuple[CourseAsked, ...] = (CourseAsked(course="Mental Capacity Act"),)
    assessor_competence: Annotated[int, Meta(ge=1, le=10)] = 2
    """The level at which an agreement has to name an assessor."""


class SamplingPolicy(Payload, frozen=True, kw_only=True):
    """How many of a provider's reviews are opened although nothing in them has to be."""

    first: Annotated[int, Meta(ge=0, le=10_000)] = 5
    """So many of a provider's reviews are all opened, until verifiers have decided about them."""
    floor: Share = 0.05
    """At least this share is opened for good."""
    for_disagreement: Annotated[float, Meta(ge=0, le=20)] = 2.0
    """On top, so many times the share with which verifiers did not agree."""


class RoutingPolicy(Payload, frozen=True, kw_only=True):
    """By when a review is decided, and how much of it may be approved in bulk."""

    clock: ClockPolicy = ClockPolicy()
    targets: Targets = Targets()
    sampling: SamplingPolicy = SamplingPolicy()
    tolerated_decrease_hours: Hours = 2.0
    """By how many hours a week, at most, care may become less in bulk; the share below limits it as well."""
    tolerated_decrease_share: Share = 0.1
    """By what part of today's hours, at most."""
    same_hours_within: Hours = 0.25
    """Weeks of care that differ by less count as the same: visits are planned in quarters of an hour."""
    eligibility: EligibilityPolicy = EligibilityPolicy()
    """What reviewer and location have to be, on the day of the review and on that of receipt."""
    identity_findings: frozenset[str] = frozenset(
        {"name-differs", "date-of-birth-differs", "nhs-number-differs", "funder-differs"}
    )
    """Findings that raise the question whether it is the right person or package."""
    minor_findings: frozenset[str] = frozenset(
        {
            "answer-missing",
            "clock-skew",
            "factor-absent",
            "first-review-late",
            "improvements-not-considered",
            "more-than-12-months-after-last",
            "new-outcomes-not-considered",
            "not-the-first-review",
            "older-persons-first-review-late",
            "reason-does-not-fit-type",
            "ruleset-differs",
            "ruleset-not-in-force",
        }
    )
    """Findings that nobody has to read before an approval; every other one has to be read, a new one too."""


class RatingPolicy(Payload, frozen=True, kw_only=True):
    """By which safe-care rules people are rated: a ruleset, and what the council adds to it."""

    ruleset: Annotated[str, Meta(pattern=r"^[a-z][a-z-]{0,40}/[1-9][0-9]{0,4}$(?!\n)")] = "safe-care/1"
    """The one that the service begins with, or one that the council has drafted."""
    rules: tuple[Rule, ...] = ()
    """Triggers and thresholds on top of it."""


FormName = Annotated[str, Meta(pattern=r"^[a-z]+@[1-9][0-9]{0,4}$(?!\n)")]
"""A version of a form, as `review@1`."""


class Closing(Payload, frozen=True, kw_only=True):
    """A version of a form that isn't asked any more: for how long work on it is still taken in."""

    since: Moment
    accept_for_days: Annotated[int, Meta(ge=0, le=366)] = 60

    def __post_init__(self) -> None:
        if self.since.year > LAST_YEAR:
            raise ValueError(f"A form closes before the year {LAST_YEAR} is over.")

    @property
    def accept_until(self) -> datetime:
        return self.since + timedelta(days=self.accept_for_days)


class FormsPolicy(Payload, frozen=True, kw_only=True):
    """Which versions of forms a council takes: every one that the service has, unless it says otherwise here."""

    drafts: frozenset[FormName] = frozenset()
    """Versions that aren't asked of anybody yet."""
    closing: dict[FormName, Closing] = {}

    def state(self, form: str, version: int, at: datetime) -> FormState:
        if f"{form}@{version}" in self.drafts:
            return "draft"
        closing = self._closing(form, version, at)
        return state(EVER, closing.accept_until if closing else None, at)

    def accept_until(self, form: str, version: int, at: datetime) -> datetime | None:
        """When work on a version that is closing, or closed, is not taken in any more."""
        closing = self._closing(form, version, at)
        return closing.accept_until if closing else None

    def _closing(self, form: str, version: int, at: datetime) -> Closing | None:
        closing = self.closing.get(f"{form}@{version}")
        return closing if closing and closing.since <= at else None


class Policies(Struct, frozen=True, kw_only=True):
    """All that a council decides about how its submissions are judged."""

    approval: ApprovalPolicy = ApprovalPolicy()
    routing: RoutingPolicy = RoutingPolicy()
    rating: RatingPolicy = RatingPolicy()
    forms: FormsPolicy = FormsPolicy()
    versions: dict[str, int] = {}
    """Of which version each is; one that isn't among them is as the service begins."""


def not_left_open(policy: FormsPolicy, forms: Iterable[tuple[str, int]]) -> Iterator[Issue]:
    """A form of which no version would be left to use, and versions that don't exist, make no policy."""
    known = {f"{form}@{version}": form for form, version in forms}
    ended = policy.drafts | policy.closing.keys()
    for name in sorted(policy.drafts - known.keys()):
        yield Issue(pointer="/drafts", code="form-unknown", params={"form": name})
    for name in sorted(policy.closing.keys() - known.keys()):
        yield Issue(pointer=f"/closing/{name}", code="form-unknown", params={"form": name})
    for form in sorted(set(known.values())):
        if all(name in ended for name, of in known.items() if of == form):
            yield Issue(pointer="/closing", code="nothing-left-open", params={"form": form})


DEFAULT_POLICIES = Policies()
SHAPES: Mapping[str, type[ApprovalPolicy | RoutingPolicy | RatingPolicy | FormsPolicy]] = {
    "approval": ApprovalPolicy,
    "routing": RoutingPolicy,
    "rating": RatingPolicy,
    "forms": FormsPolicy,
}
"""Every policy by its name."""

_given = json.Decoder(Policies)


def policies_from(given: bytes | None) -> Policies:
    """The policies in which these (JSON, by name) take the place of the values that the service begins with."""
    if not given:
        return DEFAULT_POLICIES
    return _given.decode(given)
