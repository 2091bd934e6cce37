"""Who acts: people with accounts, the memberships that give them a capacity, and the reach that follows."""

from datetime import date
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from schemas.base import View


class Role(StrEnum):
    """A capacity in which somebody acts."""

    REVIEWER = "reviewer"
    PROVIDER_ADMIN = "provider_admin"
    TRUSTED_ASSESSOR = "trusted_assessor"
    HOME_MANAGER = "home_manager"
    DISCHARGE_COORDINATOR = "discharge_coordinator"
    VERIFIER_ASC = "verifier_asc"
    VERIFIER_HEALTH = "verifier_health"
    COMMISSIONER = "commissioner"
    AUDITOR = "auditor"
    ADMIN = "admin"


COUNCIL_STAFF = frozenset({Role.VERIFIER_ASC, Role.ADMIN, Role.AUDITOR})
"""Roles whose reach is everybody of their authority; all others reach people by grant."""

VERIFIERS = frozenset({Role.VERIFIER_ASC, Role.VERIFIER_HEALTH})


class Named(View, frozen=True, kw_only=True):
    """An organisation or a location, by id and name."""

    id: UUID
    name: str


class Membership(View, frozen=True, kw_only=True):
    """One live membership: in this role, at this organisation, at one location of it or at all."""

    role: Role
    organisation: Named
    location: Named | UnsetType = UNSET
    team: Named | UnsetType = UNSET
    authority_ids: list[UUID]


class Account(View, frozen=True, kw_only=True):
    id: UUID
    username: str
    name: str


class Training(View, frozen=True, kw_only=True):
    """A course that somebody has taken; without an end it counts for good."""

    id: UUID
    course: str
    completed_on: date
    expires_on: date | UnsetType = UNSET
    level: int | UnsetType = UNSET


class Me(View, frozen=True, kw_only=True):
    """What `GET /v1/me` answers: the caller, in every capacity that is live now."""

    account: Account
    memberships: list[Membership]
    training: list[Training] = []
    device_id: UUID | UnsetType = UNSET


class Actor(Struct, frozen=True, kw_only=True, dict=True):
    """The caller of a request, with what the database needs to know of their reach.

    `holder_ids` are the locations, organisations and teams through which the actor holds grants: a membership
    at one location reaches no other of its organisation, one of the whole organisation reaches them all.
    """

    account_id: UUID
    memberships: tuple[Membership, ...]
    holder_ids: frozenset[UUID]
    device_id: UUID | None = None
    device_location_id: UUID | None = None

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(membership.role for membership in self.memberships)

    @cached_property
    def organisation_ids(self) -> frozenset[UUID]:
        return frozenset(membership.organisation.id for membership in self.memberships)

    @cached_property
    def authority_ids(self) -> frozenset[UUID]:
        return frozenset(one for membership in self.memberships for one in membership.authority_ids)

    @cached_property
    def staff_of(self) -> frozenset[UUID]:
        """The authorities with whose every record the actor works."""
        return self.authorities_as(COUNCIL_STAFF)

    def authorities_as(self, roles: frozenset[Role]) -> frozenset[UUID]:
        """The authorities for which the actor acts in one of `roles`."""
        return frozenset(
            one
            for membership in self.memberships
            if membership.role in roles
            for one in membership.authority_ids
        )
