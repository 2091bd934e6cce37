"""Answers to an older version of a council's questions, read as answers to the version that is asked now."""

from collections.abc import Mapping, Sequence
from typing import Any

from schemas.base import escape
from schemas.mappings import Projection
from workflows.forms.projecting import project
from workflows.questions.answers import AskedSet, fault


def moved(given: Mapping[str, Any], version: int, sets: Sequence[AskedSet]) -> Projection:
    """Pointers are into `supplementary`; an answer that doesn't fit its question any more is unmapped."""
    later = sorted((one for one in sets if one.version > version), key=lambda one: one.version)
    if not later:
        return Projection(body=dict(given))
    asked = {f"/{escape(one.code)}": one for one in later[-1].asked.questions}

    def fits(pointer: str, answer: Any) -> bool:
        return pointer in asked and fault(asked[pointer], answer) is None

    return project(dict(given), [one.asked.mappings for one in later], fits)
