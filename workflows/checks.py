"""What would be made of a review if it came in, told before it is sent."""

from datetime import date
from typing import Any

import msgspec

from schemas.base import Malformed, decode
from schemas.catalogue import FormCheck
from schemas.reviews import Review
from workflows import compliance, ratings


def check_review(raw: bytes, received_on: date) -> FormCheck:
    """Judge a body as if it were received on that day in London. Raises Malformed for what is no JSON object."""
    try:
        review = decode(raw, Review)
    except Malformed as error:
        if not _is_an_object(raw):
            raise
        return FormCheck(valid=False, issues=error.issues, findings=[])
    return FormCheck(
        valid=True,
        issues=[],
        findings=compliance.findings(review, received_on),
        rating=ratings.judge(review.safe_care_rag, review.review_date),
    )


def _is_an_object(raw: bytes) -> bool:
    try:
        msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return True
