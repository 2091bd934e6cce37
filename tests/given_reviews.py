"""Reviews to test with: the form's example, changed where a test needs it to be."""

from copy import deepcopy
from datetime import date
from typing import Any

from schemas.base import decode, encode
from schemas.reviews import Review
from workflows.forms import review_form

REVIEW_DAY = date(2026, 6, 3)
"""The day on which the example was made, and on which it may have arrived."""
LEFT_OUT = object()
Changes = dict[str, Any]


def a_body(changes: Changes) -> dict[str, Any]:
    """The review's example with these changes."""
    return changed(review_form().example, changes)


def changed(example: dict[str, Any], changes: Changes) -> dict[str, Any]:
    """An example with what is given at each pointer put there, or taken out if LEFT_OUT."""
    body = deepcopy(example)
    for pointer, value in changes.items():
        *way, last = pointer.split("/")[1:]
        group: Any = body
        for step in way:
            group = group[int(step)] if isinstance(group, list) else group[step]
        place: Any = int(last) if isinstance(group, list) else last
        if value is LEFT_OUT:
            del group[place]
        else:
            group[place] = value
    return body


def a_review(changes: Changes) -> Review:
    """The same, read as the service reads it."""
    return decode(encode(a_body(changes)), Review)
