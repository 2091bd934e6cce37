"""Who looks after a tablet, and what they may do to it."""

from uuid import UUID

from msgspec import UNSET, Struct

from schemas.accounts import Actor, Membership, Role
from schemas.devices import DeviceAction, DeviceState

MANAGERS = frozenset({Role.PROVIDER_ADMIN, Role.HOME_MANAGER})
"""Roles that look after the tablets of their own organisation."""

MOVES: dict[tuple[DeviceState, DeviceAction], DeviceState] = {
    (DeviceState.ACTIVE, DeviceAction.SUSPEND): DeviceState.SUSPENDED,
    (DeviceState.DEPOSIT_ONLY, DeviceAction.SUSPEND): DeviceState.SUSPENDED,
    (DeviceState.SUSPENDED, DeviceAction.SUSPEND): DeviceState.SUSPENDED,
    (DeviceState.ACTIVE, DeviceAction.DEPOSIT_ONLY): DeviceState.DEPOSIT_ONLY,
    (DeviceState.SUSPENDED, DeviceAction.DEPOSIT_ONLY): DeviceState.DEPOSIT_ONLY,
    (DeviceState.DEPOSIT_ONLY, DeviceAction.DEPOSIT_ONLY): DeviceState.DEPOSIT_ONLY,
    (DeviceState.ACTIVE, DeviceAction.WIPE): DeviceState.WIPE_PENDING,
    (DeviceState.SUSPENDED, DeviceAction.WIPE): DeviceState.WIPE_PENDING,
    (DeviceState.DEPOSIT_ONLY, DeviceAction.WIPE): DeviceState.WIPE_PENDING,
    (DeviceState.WIPE_PENDING, DeviceAction.WIPE): DeviceState.WIPE_PENDING,
    (DeviceState.ACTIVE, DeviceAction.RESTORE): DeviceState.ACTIVE,
    (DeviceState.SUSPENDED, DeviceAction.RESTORE): DeviceState.ACTIVE,
    (DeviceState.DEPOSIT_ONLY, DeviceAction.RESTORE): DeviceState.ACTIVE,
    (DeviceState.WIPE_PENDING, DeviceAction.RESTORE): DeviceState.ACTIVE,
}
"""What is not here can't be done: a wiped tablet is enrolled anew. Repeating an action changes nothing.

That a tablet was wiped, it says itself."""


class Site(Struct, frozen=True, kw_only=True):
    """A location with what decides who looks after its tablets."""

    location_id: UUID
    organisation_id: UUID
    authority_ids: frozenset[UUID]


def looks_after(actor: Actor, site: Site) -> bool:
    """Managers look after their organisation's tablets, or their location's; administrators of an authority
    after those of every organisation that works with it."""
    return any(_looks_after(membership, site) for membership in actor.memberships)


def _looks_after(membership: Membership, site: Site) -> bool:
    if membership.role == Role.ADMIN:
        return not site.authority_ids.isdisjoint(membership.authority_ids)
    of_here = membership.location is UNSET or membership.location.id == site.location_id
    return membership.role in MANAGERS and membership.organisation.id == site.organisation_id and of_here
