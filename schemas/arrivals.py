"""What the service knows about the place where an op would land."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Raw, Struct

from schemas.code_lists import Funder
from schemas.compliance import PackageKnown
from schemas.corrections import Correction
from schemas.delegations import Function
from schemas.eligibility import LocationOverride
from schemas.questions import QuestionSet
from schemas.routing import LocationStanding, TrackRecord, VerifiedReview
from schemas.rulesets import Ruleset
from schemas.submission_queries import SubmissionQuery
from schemas.submissions import Submission


class PersonFacts(Struct, frozen=True, kw_only=True, gc=False):
    """The person a package is for, as far as an arriving review has to agree with it."""

    id: UUID
    name: str
    date_of_birth: date
    deceased_on: date | None
    review_permitted: bool | None
    restricted: bool | None = None
    training_data: bool | None = None
    """Made up for people to practise with."""
    record_ids: frozenset[str]
    """Live and superseded ones: after a merge in the record, tablets still know the old id."""
    nhs_numbers: frozenset[str]
    flags: tuple[str, ...] = ()
    """What whoever cares for the person has to know, some of which asks for training of its own."""


class Delegated(Struct, frozen=True, kw_only=True):
    """A function that a council has let the provider carry out, and from when until before when."""

    id: UUID
    basis: str
    function: Function
    valid_from: date
    valid_until: date | None = None

    def is_named(self, reference: str) -> bool:
        return reference in (str(self.id), self.basis)

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


class Delegations(Struct, frozen=True, kw_only=True):
    """What a council has delegated to a provider; `kept` says whether it keeps records of any delegation."""

    kept: bool = False
    to_provider: tuple[Delegated, ...] = ()


class PackageFacts(Struct, frozen=True, kw_only=True):
    """A package that the sender reaches, with its person and the location that provides it."""

    id: UUID
    funder: Funder
    location_id: UUID
    organisation_id: UUID
    cqc_location_ids: frozenset[str]
    known: PackageKnown = PackageKnown()
    person: PersonFacts
    review_permission_ref: str | None = None
    """Under what the council says that the provider may review it; None where it has said nothing."""
    delegations: Delegations = Delegations()
    commissioned_hours: float | None = None
    """`hours_per_week`, as the council's caseload file has it."""
    location_standings: tuple[LocationStanding, ...] = ()
    """How the location was rated, and from when to when."""
    location_overrides: tuple[LocationOverride, ...] = ()
    """From when to when the council lets the location take part whatever its rating."""
    previous: VerifiedReview | None = None
    """The review of this package last approved, as it was verified."""
    track_record: TrackRecord | None = None
    """What verifiers made of the provider's reviews so far."""
    sampling_seed: UUID | None = None
    """What decides, with a submission's id, whether it is drawn for a full check."""
    policies: Raw | None = None
    """The council's own policies in force, by name; None where it has decided nothing."""


class ReviewerFacts(Struct, frozen=True, kw_only=True):
    """In what roles the named reviewer worked at the package's location at a moment, and their training (JSON)."""

    roles: frozenset[str]
    training: Raw


class Current(Struct, frozen=True, kw_only=True):
    """A submission as it stands before an op, with the digest and the author's role of its newest revision."""

    submission: Submission
    latest_sha256: bytes
    latest_role: str
    last_correction: Correction | None = None
    """Of what is approved, and so can be corrected."""
    queries: dict[UUID, SubmissionQuery] = {}
    """Questions about it, where there is work that answers one."""


class Ground(Struct, frozen=True, kw_only=True):
    """Everything known about one op's place at the moment of its arrival."""

    package: PackageFacts | None = None
    reviewer: ReviewerFacts | None = None
    """The named reviewer at receipt."""
    reviewer_at_review: ReviewerFacts | None = None
    """The same on the day of the review."""
    other_person: bool = False
    """An identifier in the body belongs to a person other than the package's."""
    other_location: bool = False
    """The CQC id in the body is another location's than the package's."""
    current: Current | None = None
    in_use: bool = False
    """The id is taken by a submission that the sender does not reach."""
    has_left: bool = False
    """That submission was the location's until lately: its person has moved."""
    missing: tuple[UUID, ...] = ()
    """Ops on which this one depends and that have not been applied."""
    not_before: datetime | None = None
    reference: str = ""
    """The human reference that a new submission would get."""
    questions: tuple[QuestionSet, ...] = ()
    """Every version of the council's own questions that was ever asked beside the form that was used."""
    ruleset: Ruleset | None = None
    """The council's own that is in force; None where it is the one that the service begins with."""
