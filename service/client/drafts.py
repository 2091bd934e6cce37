"""A new review with everything filled in that the tablet knows, so that nobody types it in a kitchen."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from schemas.accounts import Me
from schemas.code_lists import ConductedBy
from schemas.people import PulledPackage, PulledPerson
from schemas.sync import HeldLocation

LONDON = ZoneInfo("Europe/London")
CLIENT_VERSION = "tamar-reference/1"
PACKAGES = ("package_current", "package_proposed")


def new_review(
    submission_id: UUID,
    person: PulledPerson,
    package: PulledPackage,
    location: HeldLocation,
    me: Me,
    ruleset: str,
    at: datetime,
) -> dict[str, Any]:
    """The members of a review that need no asking, ready to be changed; all others are the reviewer's to answer.

    The plan's outcomes stand there with their words only, and the proposed package begins as today's.
    """
    today = at.astimezone(LONDON).date()
    package_now = {"visits": package.visits, "hours_per_week": package.hours_per_week}
    known = {
        "submission_id": submission_id,
        "client_version": CLIENT_VERSION,
        "ruleset_version": ruleset,
        "device_created_at": at,
        "person": {
            "mosaic_person_id": person.record_id or None,
            "nhs_number": person.nhs_number or None,
            "name": person.name,
            "date_of_birth": person.date_of_birth,
            "postcode": person.postcode,
        },
        "package_id": package.id,
        "funder": package.funder,
        "review_permission_ref": package.review_permission_ref or person.review_permission_ref,
        "provider_cqc_location_id": location.cqc_location_id,
        "reviewer_id": me.account.id,
        "conducted_by": ConductedBy.PROVIDER_REVIEWER,
        "conducted_by_name": me.account.name,
        "review_date": today,
        "outcomes": [{"plan_outcome": outcome} for outcome in package.outcomes],
        "package_current": package_now,
        "package_proposed": package_now,
    }
    return _as_json({name: value for name, value in known.items() if value})


def declared(answers: dict[str, Any], me: Me, at: datetime) -> dict[str, Any]:
    """The same answers as sent now: to send is to declare that this is what was found."""
    declaration = {"reviewer_name": me.account.name, "declared_at": at}
    return answers | _as_json({"submitted_at": at, "declaration": declaration})


def with_what_the_tablet_knows(draft: dict[str, Any], me: Me) -> dict[str, Any]:
    """The draft with what a person is never asked: what they have learnt, and by which rules they rate."""
    learnt = [
        {"course": one.course, "completed_on": one.completed_on, "expires_on": one.expires_on}
        for one in me.training
        if one.expires_on
    ]
    rating = {"ruleset": draft["ruleset_version"]} | (draft.get("safe_care_rag") or {})
    return {"reviewer_training_snapshot": _as_json_list(learnt)} | draft | {"safe_care_rag": rating}


def from_example(example: dict[str, Any], draft: dict[str, Any]) -> dict[str, Any]:
    """The form's example put to the person of a draft: for demonstrations and tests, never for a real review."""
    first_outcome, *_ = example["outcomes"]
    outcomes = [first_outcome | outcome for outcome in draft.get("outcomes", [])]
    packages = {name: draft[name] for name in PACKAGES if draft[name]["visits"]}
    due = date.fromisoformat(draft["review_date"]) + timedelta(days=360)
    known = {name: value for name, value in draft.items() if name not in ("outcomes", *PACKAGES)}
    return example | known | packages | {"outcomes": outcomes or [first_outcome], "next_review_due": str(due)}


def _as_json_list(values: list[Any]) -> list[Any]:
    converted: list[Any] = msgspec.to_builtins(values)
    return converted


def _as_json(value: dict[str, Any]) -> dict[str, Any]:
    converted: dict[str, Any] = msgspec.to_builtins(value)
    return converted
