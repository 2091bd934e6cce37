"""What would be made of a review if it came in, told before it is sent."""

from datetime import date
from typing import Any

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from schemas.base import Malformed, decode
from schemas.catalogue import Check, FormCheck
from schemas.compliance import PackageKnown
from schemas.reviews import Review
from workflows import compliance, ratings
from workflows.compliance.report import report

NOTHING_KNOWN = PackageKnown()


class _MayBeWrapped(Struct):
    body: Raw | UnsetType = UNSET


def asked(raw: bytes) -> Check:
    """The question: answers under `body`, perhaps with a day, or the answers alone.

    A review has no member of the name `body`, so there is no doubt. Raises Malformed for what is no JSON object.
    """
    if decode(raw, _MayBeWrapped).body is UNSET:
        return Check(body=Raw(raw))
    return decode(raw, Check)


def check_review(raw: bytes, received_on: date) -> FormCheck:
    """Judge a body as if it were received on that day in London. Raises Malformed for what is no JSON object."""
    try:
        review = decode(raw, Review)
    except Malformed as error:
        if not _is_an_object(raw):
            raise
        return FormCheck(valid=False, issues=error.issues, findings=[])
    findings = compliance.findings(review, received_on)
    return FormCheck(
        valid=True,
        issues=[],
        findings=findings,
        rating=ratings.judge(review.safe_care_rag, review.review_date),
        compliance=report(review, findings, NOTHING_KNOWN),
    )


def _is_an_object(raw: bytes) -> bool:
    try:
        msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return True
