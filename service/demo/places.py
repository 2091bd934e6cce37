"""Who takes part in the demonstration: one council and its NHS body, providers, hospitals, and staff of every role."""

from typing import NamedTuple

from schemas.accounts import Role

AUTHORITY = "Demo Council"
COUNCIL, NHS_BODY = "Demo Council Adult Social Care", "Demo NHS Integrated Care Board"


class Place(NamedTuple):
    """A location of a provider or a hospital; `cqc_id` is in a range of its own that looks like the CQC's."""

    name: str
    kind: str
    postcode: str
    cqc_id: str | None = None
    share: int = 0
    """How many of the demonstration's people have a package there."""


class Organisation(NamedTuple):
    name: str
    kind: str
    places: tuple[Place, ...] = ()


ORGANISATIONS = (
    Organisation(COUNCIL, "council"),
    Organisation(NHS_BODY, "nhs_body"),
    Organisation(
        "Demo Home Care One",
        "provider",
        (
            Place("Demo Home Care One, Truro", "home_care", "TR1 2AA", "1-100000001", 80),
            Place("Demo Home Care One, Bodmin", "home_care", "PL31 2AA", "1-100000002", 50),
        ),
    ),
    Organisation(
        "Demo Home Care Two",
        "provider",
        (Place("Demo Home Care Two", "home_care", "TR18 2AA", "1-100000003", 60),),
    ),
    Organisation(
        "Demo Home Care Three",
        "provider",
        (Place("Demo Home Care Three", "home_care", "PL12 4AA", "1-100000004", 50),),
    ),
    Organisation(
        "Demo Care Home North",
        "provider",
        (Place("Demo Care Home North", "care_home", "PL27 6AA", "1-100000005", 35),),
    ),
    Organisation(
        "Demo Care Home South",
        "provider",
        (Place("Demo Care Home South", "care_home", "TR11 3AA", "1-100000006", 25),),
    ),
    Organisation(
        "Demo Hospitals West", "hospital_trust", (Place("Demo Hospital West", "hospital", "TR1 3AA"),)
    ),
    Organisation(
        "Demo Hospitals East", "hospital_trust", (Place("Demo Hospital East", "hospital", "PL6 8AA"),)
    ),
)

WITH_TABLETS = frozenset({"provider", "hospital_trust"})
"""Kinds of organisations whose places have a tablet each, and an administrator who looks after them."""
RATED = {"1-100000004": "Requires improvement"}
"""Places that the Care Quality Commission doesn't rate as good, by its ids."""

PEOPLE = sum(place.share for organisation in ORGANISATIONS for place in organisation.places)

OFFICE_STAFF = (
    ("verifier1", Role.VERIFIER_ASC, COUNCIL),
    ("verifier2", Role.VERIFIER_ASC, COUNCIL),
    ("nhs-verifier", Role.VERIFIER_HEALTH, NHS_BODY),
    ("admin", Role.ADMIN, COUNCIL),
    ("auditor", Role.AUDITOR, COUNCIL),
    ("commissioner", Role.COMMISSIONER, COUNCIL),
)
"""Username, role and organisation of those who work at a desk."""

PLACE_STAFF: dict[str, tuple[Role, ...]] = {
    "home_care": (Role.REVIEWER, Role.REVIEWER),
    "care_home": (Role.REVIEWER, Role.HOME_MANAGER),
    "hospital": (Role.DISCHARGE_COORDINATOR, Role.TRUSTED_ASSESSOR),
}
"""Who works at a place of each kind; organisations with tablets have an administrator besides."""

COURSES = (
    ("Care Act", 730),
    ("Mental Capacity Act", 730),
    ("Health and social care, level 2", None),
    ("Provider-led review webinar", None),
    ("Autism, specialist", 365),
)
"""What reviewers and assessors have learnt, and for how many days it counts."""
