"""A new review with everything filled in that the tablet knows, so that nobody types it in a kitchen."""

from datetime import datetime
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


def _as_json(value: dict[str, Any]) -> dict[str, Any]:
    converted: dict[str, Any] = msgspec.to_builtins(value)
    return converted
