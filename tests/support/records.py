"""Approved reviews as the record is told of them, without a database."""

import hashlib
from datetime import date
from typing import Any
from uuid import uuid4

from msgspec import UNSET, Raw

from schemas.base import encode
from schemas.records import RecordDecision, RecordFacts, RecordPerson, VerifiedRecord
from schemas.submissions import Revision
from tests.given_reviews import Changes, a_body, a_review
from tests.support.cases import AUTHORITY, ROWENA, VERA, a_submission
from tests.support.world import NOON
from workflows import ratings, records

COUNCIL = "E06000052"
MORWENNA = RecordPerson(
    record_id="0000000000000001",
    nhs_number="9434765919",
    name="Morwenna Tregear",
    date_of_birth=date(1941, 3, 8),
)


def some_facts(changes: Changes | None = None, **around: Any) -> RecordFacts:
    """The form's example, approved by Vera; `changes` by pointer are the review's, `around` is known beside it."""
    review, body = a_review(changes or {}), encode(a_body(changes or {}))
    submission = a_submission(state="approved")
    revision = Revision(
        authority_id=AUTHORITY,
        id=submission.id,
        rev=1,
        person_id=submission.person_id,
        form_version=1,
        body=body,
        body_sha256=hashlib.sha256(body).digest(),
        reviewer_id=review.reviewer_id,
        submitter_id=ROWENA.account_id,
        submitter_role="reviewer",
        device_id=None,
        made_at=NOON,
        corrected_at=NOON,
        not_before=None,
        received_at=NOON,
        standing=Raw(b"{}"),
        rating=Raw(encode(ratings.judge(review.safe_care_rag, review.review_date))),
        findings=Raw(b"[]"),
        routing=Raw(b"{}"),
        routing_facts=Raw(b"{}"),
        op_id=uuid4(),
    )
    usual: dict[str, Any] = {
        "message": "approved",
        "council": COUNCIL,
        "submission": submission,
        "revision": revision,
        "decisions": (
            RecordDecision(
                body="council", decided_at=NOON, verifier_id=VERA.account_id, verifier="Vera Penrose"
            ),
        ),
        "person": MORWENNA,
        "training_data": False,
        "organisation": "Kernow Home Care",
        "location": "Truro office",
    }
    return RecordFacts(**(usual | around))


def a_record(changes: Changes | None = None, **around: Any) -> VerifiedRecord:
    return records.verified(some_facts(changes, **around))


def without_numbers() -> RecordPerson:
    return RecordPerson(
        record_id=UNSET, nhs_number=UNSET, name=MORWENNA.name, date_of_birth=MORWENNA.date_of_birth
    )
