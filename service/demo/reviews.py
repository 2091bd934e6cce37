"""Reviews for the demonstration's past: the form's example, about somebody else, with other answers."""

import hashlib
import random
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Raw

from schemas.base import encode
from schemas.ratings import Colour
from schemas.sync import FormRef, Op
from service.demo.asking import ANSWERED, VERSION
from workflows.forms import review_form

RATED: dict[Colour, Mapping[str, int]] = {
    Colour.GREEN: {},
    Colour.AMBER: {"falls": 2},
    Colour.RED: {"medication": 2, "living_situation": 2},
}
"""Which answers make the example's rating come out so."""


def a_review(
    package: Mapping[str, Any], reviewer: UUID, colour: Colour, at: datetime, dice: random.Random
) -> dict[str, Any]:
    """A complete review of the package's person, made a few hours before `at`."""
    body = deepcopy(review_form().example)
    made = at - timedelta(hours=dice.randrange(2, 9))
    factors = body["safe_care_rag"]["factors"] | RATED[colour]
    week = {
        "visits": msgspec.json.decode(package["visits"]),
        "hours_per_week": float(package["hours_per_week"]),
    }
    return body | {
        "submission_id": str(UUID(int=dice.getrandbits(128), version=4)),
        "person": {
            "mosaic_person_id": package["record_id"],
            "nhs_number": package["nhs_number"],
            "name": package["name"],
            "date_of_birth": package["date_of_birth"],
            "postcode": package["postcode"],
        },
        "package_id": str(package["id"]),
        "package_current": week,
        "package_proposed": week,
        "funder": package["funder"],
        "provider_cqc_location_id": package["cqc_location_id"],
        "reviewer_id": str(reviewer),
        "review_date": made.date(),
        "next_review_due": made.date() + timedelta(days=330),
        "device_created_at": made,
        "submitted_at": made + timedelta(hours=1),
        "declaration": body["declaration"] | {"declared_at": made + timedelta(minutes=55)},
        "safe_care_rag": body["safe_care_rag"] | {"factors": factors, "provider_rating": colour},
        "supplementary": ANSWERED[colour],
        "supplementary_version": VERSION,
    }


def submission_of(body: Mapping[str, Any], authority: UUID, seq: int, dice: random.Random) -> Op:
    """The op with which a tablet sends a new review."""
    raw = encode(body)
    return Op(
        op_id=UUID(int=dice.getrandbits(128), version=4),
        authority_id=authority,
        device_seq=seq,
        kind="submit",
        entity_id=UUID(body["submission_id"]),
        base_rev=0,
        form=FormRef(id="review", version=1),
        made_at=body["submitted_at"],
        body_sha256=hashlib.sha256(raw).hexdigest(),
        body=Raw(raw),
    )
