"""Assessments to test with: the form's example, changed where a test needs it to be."""

from datetime import UTC, datetime
from typing import Any

from schemas.assessments import Assessment
from schemas.base import decode, encode
from tests.given_reviews import Changes, changed
from workflows.forms import assessment_form

RECEIVED = datetime(2026, 6, 5, 12, tzinfo=UTC)
"""A Friday at one o'clock in London: when the example arrives, the day before the person is to leave."""


def assessment_body(changes: Changes) -> dict[str, Any]:
    """The assessment's example with these changes."""
    return changed(assessment_form().example, changes)


def an_assessment(changes: Changes) -> Assessment:
    """The same, read as the service reads it."""
    return decode(encode(assessment_body(changes)), Assessment)
