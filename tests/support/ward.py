"""A ward and the homes around it: a hospital with a tablet, two homes with managers, and an agreement between them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import httpx

from schemas.accounts import Role
from tests.given_assessments import assessment_body
from tests.support.identity import person, tablet
from tests.support.scene import Scene, Someone
from tests.support.world import NOON

KEA_CQC, LOOE_CQC = "1-800000001", "1-800000002"
NHS_NUMBER = "9990000026"
ROOM = {
    "room": "Room 4",
    "ready_at": "2026-11-16T09:00:00Z",
    "access_fits": True,
    "isolation_possible": True,
    "bariatric_fits": True,
    "first_nights_staffed": True,
    "needs_can_be_met": True,
}
STAFFING = {"code": "staffing", "reason": "Two carers are ill."}


@dataclass
class Ward:
    """Corentyn coordinates and Tamsyn assesses at the hospital; Kerra manages Kea, Lowen manages Looe, and Denzel may
    decide for Kerra; the council's Ada has made the agreement."""

    scene: Scene
    hospital: UUID
    trust: UUID
    kea: UUID
    looe: UUID
    agreement: str
    corentyn: Someone
    tamsyn: Someone
    kerra: Someone
    lowen: Someone
    denzel: Someone
    vera: Someone

    def on(self, scene: Scene) -> "Ward":
        """The same people around a copy of the scene."""
        same: dict[str, Any] = {name: one for name, one in vars(self).items() if isinstance(one, Someone)}
        return replace(self, scene=scene, **{name: one.on(scene.app) for name, one in same.items()})

    async def referred(self, *homes: UUID, **changes: Any) -> dict[str, Any]:
        """Somebody whom the council doesn't know yet, referred to these homes, or to Kea and then Looe."""
        answer = await self.refer(*homes, **changes)
        assert answer.status_code == 201, answer.text
        referral: dict[str, Any] = answer.json()
        return referral

    async def refer(self, *homes: UUID, **changes: Any) -> httpx.Response:
        body = a_referral(self.scene, self.hospital, homes or (self.kea, self.looe))
        return await self.corentyn.post("/v1/referrals", body | changes)

    def assessment(self, referral: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """An assessment for the referral that has nothing wrong with it; `changes` by pointer, `__` for a slash."""
        usual = {
            "/submission_id": str(uuid4()),
            "/referral_id": referral["id"],
            "/person": {
                "nhs_number": NHS_NUMBER,
                "name": "Test Person 0002",
                "date_of_birth": "1938-09-21",
                "postcode": "TR1 1AB",
            },
            "/hospital_stay/admitted_on": "2026-11-02",
            "/transfer/proposed_from": "2026-11-17T09:00:00Z",
            "/transfer/proposed_until": "2026-11-17T15:00:00Z",
            "/transfer/medically_fit_at": "2026-11-16T10:00:00Z",
            "/transport/booked_for": "2026-11-17T10:00:00Z",
            "/assessor/assessor_id": str(self.tamsyn.actor.account_id),
            "/assessor/agreement_id": self.agreement,
            "/assessor/assessed_at": "2026-11-16T10:30:00Z",
            "/clinical/observed_at": "2026-11-16T08:00:00Z",
            "/medicines/items/0/covered_until": "2026-11-30",
            "/nutrition/weighed_on": "2026-11-14",
            "/device_created_at": "2026-11-16T10:00:00Z",
            "/submitted_at": "2026-11-16T11:00:00Z",
            "/declaration/declared_at": "2026-11-16T10:55:00Z",
        }
        return assessment_body(
            usual | {"/" + name.replace("__", "/"): value for name, value in changes.items()}
        )

    def op(
        self, kind: str, body: dict[str, Any], base_rev: int = 0, by: Someone | None = None
    ) -> dict[str, Any]:
        sender = by or self.tamsyn
        form = {"id": "assessment", "version": 1}
        of = str(self.scene.authority)
        return sender.op(kind, body["submission_id"], body, base_rev, authority_id=of, form=form)

    async def assessed(self, *homes: UUID, **changes: Any) -> dict[str, Any]:
        """Somebody referred and assessed; answers the assessment's body as it was sent."""
        referral = await self.referred(*homes)
        body = self.assessment(referral, **changes)
        (result,) = await self.tamsyn.push(self.op("submit", body))
        assert result["status"] == "accepted", result
        return body

    async def decide(
        self, by: Someone, body: dict[str, Any], home: UUID, outcome: str, **said: Any
    ) -> httpx.Response:
        given = {"location_id": str(home), "rev": 1, "outcome": outcome} | said
        return await by.post(f"/v1/assessments/{body['submission_id']}/decisions", given)

    async def accepted(self, *homes: UUID, **changes: Any) -> dict[str, Any]:
        """Somebody whom Kea takes."""
        body = await self.assessed(*homes, **changes)
        answer = await self.decide(self.kerra, body, self.kea, "accept", accommodation=ROOM)
        assert answer.status_code == 201, answer.text
        return body

    async def shown(self, body: dict[str, Any], to: Someone | None = None) -> dict[str, Any]:
        answer = await (to or self.corentyn).get(f"/v1/assessments/{body['submission_id']}")
        assert answer.status_code == 200, answer.text
        seen: dict[str, Any] = answer.json()
        return seen


class Places(NamedTuple):
    """The hospital with its organisation, and both homes."""

    trust: UUID
    hospital: UUID
    kea: UUID
    looe: UUID


async def settle_ward(scene: Scene) -> Places:
    """The places with their people and tablets; nobody has agreed on anything yet."""
    world = scene.world
    trust = await world.organisation("hospital_trust", scene.authority, name="Test Hospitals")
    hospital = await world.location(trust, kind="hospital", name="Test Hospital")
    homes = await world.organisation("provider", scene.authority, name="Test Homes")
    kea = await world.location(homes, kind="care_home", name="Kea House", cqc_id=KEA_CQC)
    looe = await world.location(homes, kind="care_home", name="Looe House", cqc_id=LOOE_CQC)
    staff = {
        "corentyn": (Role.DISCHARGE_COORDINATOR, trust, hospital),
        "tamsyn": (Role.TRUSTED_ASSESSOR, trust, hospital),
        "kerra": (Role.HOME_MANAGER, homes, kea),
        "denzel": (Role.REVIEWER, homes, kea),
        "lowen": (Role.HOME_MANAGER, homes, looe),
    }
    actors = {name: await person(world, *member, username=name) for name, member in staff.items()}
    scene.actors |= actors
    assessor = actors["tamsyn"].account_id
    await world.insert("training", account_id=assessor, course="Mental Capacity Act")
    admin = scene.actors["wenna"]
    scene.tablets |= {
        "tamsyn": await tablet(world, hospital, admin, "Ward tablet"),
        "kerra": (at_kea := await tablet(world, kea, admin, "Kea tablet")),
        "denzel": at_kea,
        "lowen": await tablet(world, looe, admin, "Looe tablet"),
    }
    return Places(trust, hospital, kea, looe)


async def build_ward(scene: Scene) -> Ward:
    places = await settle_ward(scene)
    ada = await scene.as_("ada")
    agreement = await ada.post("/v1/agreements", an_agreement(scene, places.trust, [places.kea, places.looe]))
    assert agreement.status_code == 201, agreement.text
    return Ward(
        scene=scene,
        **places._asdict(),
        agreement=agreement.json()["id"],
        corentyn=await scene.as_("corentyn"),
        tamsyn=await scene.as_("tamsyn", with_tablet=True),
        kerra=await scene.as_("kerra", with_tablet=True),
        lowen=await scene.as_("lowen", with_tablet=True),
        denzel=await scene.as_("denzel", with_tablet=True),
        vera=await scene.as_("vera"),
    )


def a_referral(scene: Scene, hospital: UUID, homes: Sequence[UUID]) -> dict[str, Any]:
    """Of somebody whom the council doesn't know yet, to these homes."""
    return {
        "authority_id": str(scene.authority),
        "person": {
            "nhs_number": NHS_NUMBER,
            "given_name": "Test",
            "family_name": "Person 0002",
            "date_of_birth": "1938-09-21",
            "postcode": "TR1 1AB",
        },
        "hospital_location_id": str(hospital),
        "ward": "Ward 1",
        "pathway": 3,
        "category": "care_home",
        "medically_fit_at": "2026-11-16T10:00:00Z",
        "proposed_from": "2026-11-17T09:00:00Z",
        "proposed_until": "2026-11-17T15:00:00Z",
        "homes": [str(home) for home in homes],
    }


def an_agreement(scene: Scene, trust: UUID, homes: list[UUID], **changes: Any) -> dict[str, Any]:
    usual = {
        "authority_id": str(scene.authority),
        "name": "Test agreement",
        "hospital_id": str(trust),
        "lead": "Test Lead 0001",
        "homes": [
            {
                "location_id": str(home),
                "deputies": [str(scene.actors["denzel"].account_id)] if n == 0 else [],
            }
            for n, home in enumerate(homes)
        ],
        "assessors": [
            {
                "account_id": str(scene.actors["tamsyn"].account_id),
                "competence": "Trusted assessor course",
                "valid_until": str((NOON + timedelta(days=100)).date()),
            }
        ],
        "need_categories": ["residential", "dementia"],
        "decline_codes": ["staffing", "medication", "other"],
        "flawed_assessment_procedure": "Ring the lead on the same day.",
        "starts_on": "2026-01-01",
        "review_on": "2026-12-31",
    }
    return usual | changes


async def kinds(someone: Someone) -> set[tuple[str, bool]]:
    """What their tablet is told of from the start: kinds of things, and whether they are gone."""
    page = await someone.pull()
    return {(row["kind"], row["removed"]) for row in page["rows"]}
