"""The stage of a journey: a council, its NHS body, a provider with two locations and tablets, people in their care."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

import httpx
from litestar import Litestar

from schemas.accounts import Actor, Role
from schemas.sync import WITH_ANSWERS
from service.store.database import Database
from service.sync.waiting import Waiters
from tests.given_reviews import a_body
from tests.support.clock import Clock
from tests.support.identity import Caller, identity_app, person, tablet
from tests.support.world import LONG_AGO, PersonRef, World

NOBODY_IS_DRAWN = '{"sampling": {"floor": 0}}'
"""The council's own routing policy: by lot nothing is opened of a provider who was never disagreed with."""
COMMISSIONED = 2.25
"""Hours a week of everybody's package, which are those of the form's example."""
COURSES = ("Care Act", "Mental Capacity Act")
CQC_ID = "1-900000001"
OTHER_CQC_ID = "1-900000002"


@dataclass
class Cared:
    """Somebody in care: the person, the package, and what a review has to say to be about them."""

    person: PersonRef
    package: UUID
    funder: str
    record_id: str
    cqc_id: str = CQC_ID


@dataclass
class Someone:
    """A caller with a token, and the number of the next op of their tablet."""

    caller: Caller
    token: str
    actor: Actor
    device: UUID | None = None
    seq: int = 0

    def on(self, app: Litestar) -> "Someone":
        """The same, with the same token, before another application."""
        return replace(self, caller=Caller(app))

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self.caller.call("GET", path, token=self.token, **options)

    async def post(self, path: str, body: Any = None, **options: Any) -> httpx.Response:
        return await self.caller.call("POST", path, token=self.token, json=body, **options)

    async def act(
        self,
        submission: str | UUID,
        action: str,
        seen: int | None = None,
        body: Any = None,
        key: str | None = None,
    ) -> httpx.Response:
        headers = {} if seen is None else {"If-Match": f'"{seen}"'}
        headers |= {} if key is None else {"Idempotency-Key": key}
        return await self.post(f"/v1/submissions/{submission}/actions/{action}", body or {}, headers=headers)

    async def push(self, *ops: dict[str, Any], **envelope: Any) -> list[dict[str, Any]]:
        """The results of a batch that has to be answered."""
        answered = await self.try_push(*ops, **envelope)
        assert answered.status_code == 200, answered.text
        results: list[dict[str, Any]] = answered.json()["results"]
        return results

    async def try_push(self, *ops: dict[str, Any], **envelope: Any) -> httpx.Response:
        usual = {
            "protocol": 1,
            "device_id": str(self.device),
            "batch_id": str(uuid4()),
            "sent_at": self.caller.app.state.clock().isoformat(),
            "forms_known": [{"id": "review", "versions": [1]}],
            "ops": list(ops),
        }
        return await self.post("/v1/sync/push", usual | envelope)

    async def pull(self, cursor: str | None = None, **want: int) -> dict[str, Any]:
        known = [{"id": one, "versions": [1]} for one in ("review", "assessment", "safe-care")]
        asked = {"cursor": cursor, "want": want, "forms_known": known}
        answered = await self.post("/v1/sync/pull", asked)
        assert answered.status_code == 200, answered.text
        page: dict[str, Any] = answered.json()
        return page

    def op(
        self, kind: str, entity: str | UUID, body: Any, base_rev: int = 0, **changes: Any
    ) -> dict[str, Any]:
        """An op as a tablet makes it; the body travels as exactly the bytes that its digest is over."""
        self.seq += 1
        form = {"id": "review", "version": 1} if kind in WITH_ANSWERS else None
        usual = {
            "op_id": str(uuid4()),
            "authority_id": None,
            "device_seq": self.seq,
            "kind": kind,
            "entity_id": str(entity),
            "base_rev": base_rev,
            "form": form,
            "made_at": "2026-11-16T11:00:00Z",
            "depends_on": [],
            "body_sha256": hashlib.sha256(
                json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
            ).hexdigest(),
            "body": body,
        }
        return usual | changes


@dataclass
class Scene:
    world: World
    app: Litestar
    clock: Clock
    authority: UUID
    council: UUID
    nhs_body: UUID
    provider: UUID
    location: UUID
    other_location: UUID
    actors: dict[str, Actor]
    tablets: dict[str, UUID]
    people: list[Cared] = field(default_factory=list)

    def on(self, world: World, database: Database, clock: Clock) -> "Scene":
        """The same scene in a copy of its database."""
        return replace(
            self,
            world=world,
            app=serving(database, clock),
            clock=clock,
            actors=dict(self.actors),
            tablets=dict(self.tablets),
            people=list(self.people),
        )

    async def as_(self, name: str, *, with_tablet: bool = False) -> Someone:
        """Somebody of the scene, signed in; on the tablet of their location if asked."""
        device = self.tablets[name] if with_tablet else None
        caller = Caller(self.app)
        pair = await caller.tokens(name, device)
        return Someone(caller, pair["access_token"], self.actors[name], device)

    async def spare_tablet(self) -> UUID:
        """Another tablet of the first location."""
        return await tablet(self.world, self.location, self.actors["wenna"], "Spare tablet")

    async def cared(
        self, funder: str = "council", *, elsewhere: bool = False, of: UUID | None = None, **columns: Any
    ) -> Cared:
        """Somebody with a package at the first location, or at the other one; `of` another authority if given."""
        location = self.other_location if elsewhere else self.location
        authority = of or self.authority
        given = await self.world.person(authority, **columns)
        record_id = f"{len(self.people) + 1:016d}"
        await self.world.insert(
            "person_identifier",
            authority_id=authority,
            person_id=given.id,
            system="record",
            value=record_id,
            valid_from=self.clock.now,
        )
        package = await self.world.package(given, location, funder, hours_per_week=COMMISSIONED)
        await self.world.grant(given, location, package=package)
        if funder != "council":
            await self.world.grant(given, self.nhs_body, "joint_funding")
        cared = Cared(given, package, funder, record_id, OTHER_CQC_ID if elsewhere else CQC_ID)
        self.people.append(cared)
        return cared

    def review(self, cared: Cared, reviewer: str = "rowena", **changes: Any) -> dict[str, Any]:
        """A review of somebody that has nothing wrong with it; `changes` by pointer, with `__` for a slash."""
        usual = {
            "/submission_id": str(uuid4()),
            "/person": {
                "mosaic_person_id": cared.record_id,
                "name": "Morwenna Tregear",
                "date_of_birth": "1941-03-08",
                "postcode": "TR1 2AB",
            },
            "/package_id": str(cared.package),
            "/funder": cared.funder,
            "/provider_cqc_location_id": cared.cqc_id,
            "/reviewer_id": str(self.actors[reviewer].account_id),
            "/review_date": "2026-11-13",
            "/next_review_due": "2027-05-13",
            "/device_created_at": "2026-11-13T10:00:00Z",
            "/submitted_at": "2026-11-13T12:00:00Z",
            "/declaration/declared_at": "2026-11-13T11:55:00Z",
        }
        return a_body(usual | {"/" + name.replace("__", "/"): value for name, value in changes.items()})

    def submit(
        self, someone: Someone, cared: Cared, body: dict[str, Any] | None = None, **changes: Any
    ) -> dict[str, Any]:
        body = body or self.review(cared)
        of = str(cared.person.authority_id)
        return someone.op("submit", body["submission_id"], body, authority_id=of, **changes)

    def amend(self, someone: Someone, body: dict[str, Any], base_rev: int, **changes: Any) -> dict[str, Any]:
        return someone.op(
            "amend", body["submission_id"], body, base_rev, authority_id=str(self.authority), **changes
        )

    def withdraw(self, someone: Someone, entity: str, base_rev: int, **changes: Any) -> dict[str, Any]:
        reason = {"reason": "Sent for the wrong week."}
        return someone.op("withdraw", entity, reason, base_rev, authority_id=str(self.authority), **changes)


def serving(database: Database, clock: Clock) -> Litestar:
    """The whole application on this scene's database and clock, looking often for those who wait."""
    app = identity_app(database, clock)
    app.state.waiters = Waiters(database, clock, every=0.01)
    return app


async def build_scene(world: World, database: Database, clock: Clock) -> Scene:
    """rowena and piran review at the first location, tegen at the other, all trained; vera and victor verify for the
    council, hedra for the NHS; ada administers; everybody's password is the same."""
    authority = await world.authority()
    council = await world.organisation("council", authority)
    nhs_body = await world.organisation("nhs_body", authority)
    provider = await world.organisation("provider", authority)
    location = await world.location(provider, name="Truro office", cqc_id=CQC_ID)
    other = await world.location(provider, name="Bodmin office", cqc_id=OTHER_CQC_ID)
    staff = {
        "rowena": (Role.REVIEWER, provider, location),
        "piran": (Role.REVIEWER, provider, location),
        "tegen": (Role.REVIEWER, provider, other),
        "wenna": (Role.PROVIDER_ADMIN, provider, None),
        "vera": (Role.VERIFIER_ASC, council, None),
        "victor": (Role.VERIFIER_ASC, council, None),
        "hedra": (Role.VERIFIER_HEALTH, nhs_body, None),
        "ada": (Role.ADMIN, council, None),
        "cora": (Role.COMMISSIONER, council, None),
    }
    actors = {name: await person(world, *member, username=name) for name, member in staff.items()}
    for name in ("rowena", "piran", "tegen"):
        for course in COURSES:
            await world.insert("training", account_id=actors[name].account_id, course=course)
    await world.insert(
        "policy",
        authority_id=authority,
        name="routing",
        version=1,
        body=NOBODY_IS_DRAWN,
        made_by=actors["ada"].account_id,
        effective_from=LONG_AGO,
        activated_by=actors["ada"].account_id,
    )
    await world.insert(
        "track_record", authority_id=authority, organisation_id=provider, decided=100, disagreement=0.0
    )
    truro = await tablet(world, location, actors["wenna"], "Truro tablet")
    bodmin = await tablet(world, other, actors["wenna"], "Bodmin tablet")
    return Scene(
        world=world,
        app=serving(database, clock),
        clock=clock,
        authority=authority,
        council=council,
        nhs_body=nhs_body,
        provider=provider,
        location=location,
        other_location=other,
        actors=actors,
        tablets={"rowena": truro, "piran": truro, "wenna": truro, "tegen": bodmin},
    )
