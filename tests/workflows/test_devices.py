"""Who looks after a tablet, and what they may do to it."""

from uuid import UUID, uuid4

import pytest
from msgspec import UNSET

from schemas.accounts import Actor, Membership, Named, Role
from schemas.devices import DeviceAction, DeviceState
from workflows.devices import MOVES, Site, looks_after

AUTHORITY, PROVIDER, TRURO, BODMIN = uuid4(), uuid4(), uuid4(), uuid4()
TRURO_OFFICE = Site(location_id=TRURO, organisation_id=PROVIDER, authority_ids=frozenset({AUTHORITY}))


def somebody(
    role: Role, organisation: UUID, location: UUID | None = None, authority: UUID = AUTHORITY
) -> Actor:
    membership = Membership(
        role=role,
        organisation=Named(id=organisation, name="An organisation"),
        location=Named(id=location, name="An office") if location else UNSET,
        authority_ids=[authority],
    )
    return Actor(account_id=uuid4(), memberships=(membership,), holder_ids=frozenset())


def test_a_tablet_is_moved_in_these_ways_and_no_other() -> None:
    active, suspended, deposit_only, wipe_pending, _ = DeviceState
    suspend, retire, wipe, restore = DeviceAction
    moves = {
        (active, suspend): suspended,
        (suspended, suspend): suspended,
        (deposit_only, suspend): suspended,
        (active, retire): deposit_only,
        (suspended, retire): deposit_only,
        (deposit_only, retire): deposit_only,
        (active, wipe): wipe_pending,
        (suspended, wipe): wipe_pending,
        (deposit_only, wipe): wipe_pending,
        (wipe_pending, wipe): wipe_pending,
        (active, restore): active,
        (suspended, restore): active,
        (deposit_only, restore): active,
        (wipe_pending, restore): active,
    }
    assert moves == MOVES


@pytest.mark.parametrize("action", DeviceAction)
@pytest.mark.parametrize("state", DeviceState)
def test_an_action_repeated_changes_nothing(state: DeviceState, action: DeviceAction) -> None:
    once = MOVES.get((state, action))

    assert once is None or MOVES[once, action] == once


@pytest.mark.parametrize("role", [Role.PROVIDER_ADMIN, Role.HOME_MANAGER])
def test_managers_look_after_the_tablets_of_their_organisation_or_location(role: Role) -> None:
    assert looks_after(somebody(role, PROVIDER), TRURO_OFFICE)
    assert looks_after(somebody(role, PROVIDER, TRURO), TRURO_OFFICE)
    assert not looks_after(somebody(role, PROVIDER, BODMIN), TRURO_OFFICE)
    assert not looks_after(somebody(role, uuid4()), TRURO_OFFICE)


def test_administrators_look_after_the_tablets_of_organisations_that_work_with_their_authority() -> None:
    assert looks_after(somebody(Role.ADMIN, uuid4()), TRURO_OFFICE)
    assert not looks_after(somebody(Role.ADMIN, uuid4(), authority=uuid4()), TRURO_OFFICE)
    assert not looks_after(somebody(Role.ADMIN, PROVIDER, authority=uuid4()), TRURO_OFFICE)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN, Role.PROVIDER_ADMIN, Role.HOME_MANAGER}))
def test_nobody_else_looks_after_tablets(role: Role) -> None:
    assert not looks_after(somebody(role, PROVIDER), TRURO_OFFICE)
