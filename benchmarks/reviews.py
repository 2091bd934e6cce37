"""Reviews of four kilobytes, as a tablet sends them: the form's example, shortened, about somebody of the town."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from msgspec import Raw

from benchmarks.town import Person, Tablet
from schemas.base import encode
from schemas.sync import FormRef, FormsKnown, Op, Push
from service.client.ids import uuid7
from workflows.forms import review_form

REVIEW_BYTES = 4_096
LEFT_OUT = frozenset({"attachments", "community_support_detail", "plan_version_ref"})


class Sent(NamedTuple):
    """One envelope as bytes, with whose reviews are in it and the ids of their submissions."""

    body: bytes
    tablet: Tablet
    people: tuple[Person, ...]
    ids: tuple[UUID, ...]


def envelope(tablet: Tablet, people: Sequence[Person], at: datetime) -> Sent:
    """A push of one new review of each of these people."""
    ops = [_op(tablet, person, number, at) for number, person in enumerate(people, 1)]
    push = Push(
        protocol=1,
        device_id=tablet.id,
        batch_id=uuid4(),
        sent_at=at,
        forms_known=[FormsKnown(id="review", versions=[1])],
        ops=[Raw(encode(op)) for op in ops],
    )
    return Sent(encode(push), tablet, tuple(people), tuple(op.entity_id for op in ops))


def review(tablet: Tablet, person: Person, submission_id: UUID, at: datetime) -> bytes:
    """A review with nothing wrong with it, of exactly REVIEW_BYTES."""
    body = _short_example() | {
        "submission_id": submission_id,
        "person": {
            "mosaic_person_id": person.record_id,
            "name": person.name,
            "date_of_birth": person.date_of_birth,
            "postcode": person.postcode,
        },
        "package_id": person.package_id,
        "provider_cqc_location_id": tablet.cqc_id,
        "reviewer_id": tablet.reviewer_id,
        "review_date": at.date() - timedelta(days=3),
        "next_review_due": at.date() + timedelta(days=180),
        "device_created_at": at - timedelta(hours=3),
        "submitted_at": at - timedelta(hours=1),
        "declaration": {"reviewer_name": "Bench Reviewer", "declared_at": at - timedelta(hours=1)},
    }
    missing = REVIEW_BYTES - len(encode(body))
    if missing < 0:
        raise ValueError(f"The example has grown by {-missing} bytes over {REVIEW_BYTES}: shorten it more.")
    return encode(body | {"person_views": body["person_views"] + "." * missing})


def _op(tablet: Tablet, person: Person, number: int, at: datetime) -> Op:
    entity_id = uuid7(at)
    body = review(tablet, person, entity_id, at)
    return Op(
        op_id=uuid7(at),
        authority_id=tablet.authority_id,
        device_seq=number,
        kind="submit",
        entity_id=entity_id,
        base_rev=0,
        form=FormRef(id="review", version=1),
        made_at=at,
        body_sha256=hashlib.sha256(body).hexdigest(),
        body=Raw(body),
    )


def _short_example() -> dict[str, Any]:
    """Less of what the example tells at length, and nothing of what may be left out."""
    example = {name: answer for name, answer in review_form().example.items() if name not in LEFT_OUT}
    eligibility = example["eligibility_view"]
    visits = {"visits": example["package_current"]["visits"][:1]}
    return example | {
        "outcomes": example["outcomes"][:1],
        "eligibility_view": {name: _without_note(one) for name, one in eligibility.items()},
        "wellbeing_impact": {"control_daily_life": {"impact": "same"}},
        "equipment_technology": {"items": []},
        "community_support": "same",
        "package_current": visits,
        "package_proposed": visits,
        "reviewer_training_snapshot": [],
        "risks": [],
        "others_asked_for": [],
        "working_well": "Visits come on time.",
        "carer_views": "Mum is steadier now.",
        "communication_needs": "Two hearing aids.",
        "contingency_plan": "Her daughter comes.",
        "should_change": "Nothing.",
    }


def _without_note(outcome: dict[str, Any]) -> dict[str, Any]:
    return {name: answer for name, answer in outcome.items() if name != "note"}


def now() -> datetime:
    return datetime.now(UTC)
