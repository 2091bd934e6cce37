"""Two councils and those who work with them: enough neighbours for every claim about who may reach whom."""

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from schemas.accounts import Actor, Role
from tests.support.traces import (
    Care,
    leave_council,
    leave_feed,
    leave_op,
    leave_referral,
    leave_review,
    leave_tablet,
)
from tests.support.world import LONG_AGO, NOON, PersonRef, World

TOMORROW = NOON + timedelta(days=1)

PEOPLE: dict[str, tuple[str, str, datetime, datetime | None]] = {
    "at Kea": ("Trewarren", "Kea", LONG_AGO, None),
    "at Kea, jointly funded": ("Trewarren", "Kea", LONG_AGO, None),
    "at Kea until now": ("Trewarren", "Kea", LONG_AGO, NOON),
    "at Kea from tomorrow": ("Trewarren", "Kea", TOMORROW, None),
    "at Kea, of Lanmoor": ("Lanmoor", "Kea", LONG_AGO, None),
    "at Looe": ("Trewarren", "Looe", LONG_AGO, None),
    "at Saltash": ("Trewarren", "Saltash", LONG_AGO, None),
    "at Saltash, of Lanmoor": ("Lanmoor", "Saltash", LONG_AGO, None),
}
"""Name: authority, location, and from when until when the location has a grant."""


@dataclass(frozen=True)
class Landscape:
    """Kerrow Care works with both councils, at Kea and Looe; Tamarside, at Saltash, only with Trewarren."""

    authorities: dict[str, UUID]
    locations: dict[str, UUID]
    actors: dict[str, Actor]
    people: dict[str, PersonRef]
    tablets: dict[str, UUID]

    def named(self, ids: Set[UUID]) -> set[str]:
        return {name for name, person in self.people.items() if person.id in ids}


async def settle(world: World) -> Landscape:
    trewarren, lanmoor = await world.authority("Trewarren Council"), await world.authority("Lanmoor Council")
    kerrow = await world.organisation("provider", trewarren, lanmoor)
    tamarside = await world.organisation("provider", trewarren)
    locations = {
        "Kea": await world.location(kerrow, cqc_id="1-101"),
        "Looe": await world.location(kerrow),
        "Saltash": await world.location(tamarside),
    }
    authorities = {"Trewarren": trewarren, "Lanmoor": lanmoor}
    actors = await _actors(world, authorities, kerrow, tamarside, locations)
    people = await _people(world, authorities, locations, actors)
    tablets = {
        place: await leave_tablet(world, locations[place], actors[f"reviewer at {place}"])
        for place in ("Kea", "Saltash")
    }
    await leave_council(world, trewarren, locations["Saltash"], tamarside, actors["verifier of Trewarren"])
    return Landscape(authorities, locations, actors, people, tablets)


async def _actors(
    world: World, authorities: dict[str, UUID], kerrow: UUID, tamarside: UUID, locations: dict[str, UUID]
) -> dict[str, Actor]:
    trewarren, lanmoor = authorities.values()
    council = await world.organisation("council", trewarren)
    team = await world.team(council, trewarren)
    other_council = await world.organisation("council", lanmoor)
    nhs_body = await world.organisation("nhs_body", trewarren)
    hospital = await world.organisation("hospital_trust", trewarren, lanmoor)
    return {
        "reviewer at Kea": await world.account(Role.REVIEWER, kerrow, locations["Kea"]),
        "reviewer at Looe": await world.account(Role.REVIEWER, kerrow, locations["Looe"]),
        "reviewer at Saltash": await world.account(Role.REVIEWER, tamarside, locations["Saltash"]),
        "administrator of Kerrow": await world.account(Role.PROVIDER_ADMIN, kerrow),
        "verifier of Trewarren": await world.account(Role.VERIFIER_ASC, council, team=team),
        "auditor of Trewarren": await world.account(Role.AUDITOR, council),
        "commissioner of Trewarren": await world.account(Role.COMMISSIONER, council),
        "verifier of Lanmoor": await world.account(Role.VERIFIER_ASC, other_council),
        "NHS verifier": await world.account(Role.VERIFIER_HEALTH, nhs_body),
        "discharge coordinator": await world.account(Role.DISCHARGE_COORDINATOR, hospital),
    }


async def _people(
    world: World, authorities: dict[str, UUID], locations: dict[str, UUID], actors: dict[str, Actor]
) -> dict[str, PersonRef]:
    people: dict[str, PersonRef] = {}
    told: defaultdict[tuple[UUID, UUID], list[PersonRef]] = defaultdict(list)
    for name, (authority, place, since, until) in PEOPLE.items():
        person = people[name] = await world.person(authorities[authority])
        package = await world.package(person, locations[place])
        await world.grant(person, locations[place], package=package, valid_from=since, valid_until=until)
        await world.insert("person_identifier", authority_id=person.authority_id, person_id=person.id)
        reviewer, verifier = actors[f"reviewer at {place}"], actors[f"verifier of {authority}"]
        care = Care(person, package, locations[place], reviewer.memberships[0].organisation.id)
        await leave_review(world, care, reviewer, verifier)
        await leave_op(world, care, reviewer)
        await leave_referral(world, care, reviewer)
        told[authorities[authority], locations[place]].append(person)
    for (of_authority, location), whom in told.items():
        await leave_feed(world, of_authority, location, whom)
    nhs_body = actors["NHS verifier"].memberships[0].organisation.id
    await world.grant(people["at Kea, jointly funded"], nhs_body, "joint_funding")
    return people
