"""A review's form of which there are two versions: an invented older one beside the one that everybody knows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from schemas.base import Line, Payload, Text
from schemas.forms import FormVersion
from schemas.mappings import Drop, Rename
from schemas.reviews import Review
from service.sync import catalogue
from tests.given_reviews import a_body
from workflows.forms import FORMS, CoreForm, review_form

MOVED = "contingency_plan"
"""It had another name once."""


def older(body: dict[str, Any], **answers: Any) -> dict[str, Any]:
    """A review as it would have been sent on the older version, with answers to what was only asked there."""
    plan = {"fallback_plan": body[MOVED]} | {"has_garden": True, "favourite_room": "The kitchen"}
    return {name: value for name, value in body.items() if name != MOVED} | plan | answers


def _older_shape() -> type[Struct]:
    fields = msgspec.structs.fields(Review)
    kept = [
        (one.name, one.type) if one.required else (one.name, one.type, one.default)
        for one in fields
        if one.name != MOVED
    ]
    more: list[Any] = [
        ("fallback_plan", Text),
        ("has_garden", bool | None, None),
        ("favourite_room", Line | None, None),
    ]
    return msgspec.defstruct(
        "OlderReview", [*kept, *more], bases=(Payload,), kw_only=True, frozen=True, forbid_unknown_fields=True
    )


def _shown(version: int) -> FormVersion:
    example = older(a_body({})) if version == 1 else a_body({})
    return msgspec.structs.replace(review_form(), version=version, example=example)


@contextmanager
def two_versions(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Registered where the service itself registers its forms, until the end."""
    steps = (Rename(source="/fallback_plan", to=f"/{MOVED}"), Drop(source="/has_garden"))
    catalogue._form.cache_clear()
    with monkeypatch.context() as patched:
        patched.setitem(FORMS, ("review", 1), CoreForm(_older_shape(), lambda: _shown(1)))
        patched.setitem(FORMS, ("review", 2), CoreForm(Review, lambda: _shown(2), steps))
        yield
    catalogue._form.cache_clear()
