"""Reviews as a verifier meets them and people who may act on them, without a database."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from schemas.accounts import Actor, Membership, Named, Role
from schemas.code_lists import Funder
from schemas.ratings import Colour
from schemas.routing import Queue
from schemas.submissions import State, Submission
from tests.support.world import NOON
from workflows.cases import Case

AUTHORITY, ELSEWHERE = uuid4(), uuid4()
COUNCIL, NHS_BODY, PROVIDER, OTHER_PROVIDER = uuid4(), uuid4(), uuid4(), uuid4()
TRURO, BODMIN = uuid4(), uuid4()


def membership(
    role: Role, organisation: UUID, location: UUID | None = None, authority: UUID = AUTHORITY
) -> Membership:
    place = {"location": Named(id=location, name="A place")} if location else {}
    return Membership(
        role=role, organisation=Named(id=organisation, name="A house"), authority_ids=[authority], **place
    )


def somebody(*memberships: Membership) -> Actor:
    return Actor(account_id=uuid4(), memberships=memberships, holder_ids=frozenset())


def someone(
    role: Role, organisation: UUID, location: UUID | None = None, authority: UUID = AUTHORITY
) -> Actor:
    return somebody(membership(role, organisation, location, authority))


ROWENA = someone(Role.REVIEWER, PROVIDER, TRURO)
VERA = someone(Role.VERIFIER_ASC, COUNCIL)
VICTOR = someone(Role.VERIFIER_ASC, COUNCIL)
HEDRA = someone(Role.VERIFIER_HEALTH, NHS_BODY)
BOTH = somebody(membership(Role.VERIFIER_ASC, COUNCIL), membership(Role.VERIFIER_HEALTH, NHS_BODY))
IN_CHARGE: dict[str, Any] = {"opened_by": VERA.account_id, "lease_until": NOON + timedelta(minutes=1)}
"""Of a review that Vera has open."""


def a_submission(**changes: Any) -> Submission:
    """A review of the provider's Truro office, handed in by Rowena and paid for by the council."""
    usual: dict[str, Any] = {
        "authority_id": AUTHORITY,
        "id": uuid4(),
        "kind": "review",
        "person_id": uuid4(),
        "package_id": uuid4(),
        "location_id": TRURO,
        "organisation_id": PROVIDER,
        "reference": "7K4M-2QXC",
        "state": State.SUBMITTED,
        "rev": 1,
        "form": "review",
        "form_version": 1,
        "funder": Funder.COUNCIL,
        "rating": Colour.GREEN,
        "risk": 0,
        "summary": "Planned review.",
        "statutory_findings": 0,
        "other_findings": 0,
        "blocking_findings": 0,
        "queue": Queue.FULL,
        "reviewer_id": ROWENA.account_id,
        "submitter_id": ROWENA.account_id,
        "submitted_at": NOON,
        "received_at": NOON,
        "updated_at": NOON,
    }
    return Submission(**(usual | changes))


def a_case(around: dict[str, Any] | None = None, **changes: Any) -> Case:
    """Such a review at noon; `changes` are the review's own, `around` is what surrounds it."""
    usual: dict[str, Any] = {"at": NOON, "authors": frozenset({ROWENA.account_id})}
    return Case(submission=a_submission(**changes), **(usual | (around or {})))
